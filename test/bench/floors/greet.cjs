require('node:fs').writeSync(1, '220 hello\r\n');
