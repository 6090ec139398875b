import { getRawAsset } from 'node:sea';
import { checkedData } from './checksum.js';
import './stderr.js';
import { AFTER, BEFORE, BUNDLE, CACHE, compileBundle, IP_ADDRESS, runBundle } from './script.js';

/** The single executable: it has the files of the installed program inside. */
const asset = (name: string) => Buffer.from(getRawAsset(name) as ArrayBuffer);
const textOf = (name: string) => asset(name).toString('latin1');

function load(name: string): unknown {
  if (name !== `./${IP_ADDRESS}`) return require(name);
  const inside = { exports: {} };
  compileBundle(`${BEFORE}${textOf(IP_ADDRESS)}${AFTER}`, IP_ADDRESS).runInThisContext()(
    inside.exports,
    load,
    inside,
  );
  return inside.exports;
}

runBundle(compileBundle(textOf(BUNDLE), BUNDLE, checkedData(asset(CACHE))), load);
