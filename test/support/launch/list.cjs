// Preloaded: says which of Node's own modules have been loaded in the end.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const loaded = process.moduleLoadList.filter((each) => each.startsWith('NativeModule '));
  writeFileSync(process.env.MODULES, loaded.map((each) => each.slice(13)).join('\n'));
});
