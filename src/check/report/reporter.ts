import { type Finding, STATUS, worst } from '../finding.js';
import type { Stage } from '../way/stage.js';
import { counts, nagiosLine } from './nagios.js';
import { findingText, stageText, summary } from './text.js';

/** Where findings and stages go as they come. */
export interface Reporter {
  /** Of the way to this onion or address. */
  stage(name: string, stage: Stage): void;
  finding(finding: Finding): void;
  end(findings: readonly Finding[]): void;
}

/** For people at once, line by line; for programs at the end. */
export function reporter(
  output: 'text' | 'nagios' | 'json',
  verbose: boolean,
  print: (text: string) => void,
): Reporter {
  const stages: (Stage & { readonly to: string })[] = [];
  let current = '';
  return {
    stage(to, stage) {
      stages.push({ to, ...stage });
      if (output !== 'text') return;
      if (to !== current) print(to);
      current = to;
      print(stageText(stage));
    },
    finding(finding) {
      const isWanted = verbose || finding.grade !== 'good' || stages.length > 0;
      if (output === 'text' && isWanted) print(findingText(finding));
    },
    end(findings) {
      if (output === 'json') {
        const grade = worst(findings);
        print(JSON.stringify({ grade, status: STATUS[grade], findings, stages }, undefined, 2));
      } else if (output === 'nagios') {
        const time = stages.at(-1)?.seconds;
        print(nagiosLine(findings, { ...(time === undefined ? counts(findings) : { time: `${time}s` }) }));
      } else if (stages.length === 0) print(summary(findings));
    },
  };
}
