/** A finding in a report for people: its name, the text with what was seen, and the command. */
export interface Told {
  readonly id: string;
  readonly text: string;
  readonly mend: string;
}

/** All that are not good. */
export function findings(output: string): Told[] {
  return output.split(/^(?=STOP|MEND|\? )/m).flatMap((part) => {
    const id = part.match(/\[([\w-]+)\]$/m)?.[1];
    return id === undefined ? [] : [{ id, text: part, mend: part.match(/mend: (.*)$/m)?.[1] ?? '' }];
  });
}
