import { requestOf } from './arguments.js';
import { fuzz } from './run.js';

/** Sessions by chance, as the seed has it: npm run fuzz. */
async function main(): Promise<number> {
  const request = requestOf(process.argv.slice(2));
  console.log(`seed ${request.seed}`);
  const { sessions, seconds, found } = await fuzz(request, (text) => console.log(text));
  const rate = (sessions / seconds).toFixed(0);
  if (!found) {
    console.log(`${sessions} sessions in ${seconds.toFixed(0)} s, ${rate} a second: nothing found`);
    return 0;
  }
  const { by, mode } = request;
  const again = [`--seed ${found.seed}`, ...(by ? [`--by ${by}`] : []), ...(mode ? [`--mode ${mode}`] : [])];
  console.log(
    `seed ${found.seed}: ${found.what}\nagain: npm run fuzz -- ${again.join(' ')}\n\n${found.transcript}`,
  );
  return 1;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(2);
  },
);
