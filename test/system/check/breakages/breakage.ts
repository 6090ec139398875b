/** One thing that is wrong on a machine where all was right: how it comes about, and the name under which it is found. */
export interface Breakage {
  readonly name: string;
  readonly how: string;
  readonly id: string;
  /** What the finding says, beside its name. */
  readonly says?: RegExp;
}

const UNIT = '/etc/systemd/system/tor-smtp@.service';

/** Changes the service's unit. */
export const unit = (edit: string) => `sed -i '${edit}' ${UNIT}; systemctl daemon-reload`;
