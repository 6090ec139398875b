// Preloaded: says of each script that was given a code cache whether V8 has taken it.
const { appendFileSync } = require('node:fs');
const vm = require('node:vm');

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    if (options.cachedData)
      appendFileSync(process.env.CACHES, this.cachedDataRejected ? 'rejected\n' : 'taken\n');
  }
};
