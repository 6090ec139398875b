import type { Change } from '../texts/change.js';

/** A file whose text is to change. */
export interface Edit {
  readonly kind: 'edit';
  readonly path: string;
  readonly change: Change;
  /** For a new file; an old one keeps its own. Default: 0644, root. */
  readonly mode?: number;
  readonly group?: string;
  /** Its text is not shown. */
  readonly secret?: boolean;
  /** The file outlives --undo if this is in Exim's log, or if that cannot be read: it is needed for what was sent with it. */
  readonly keptIfLogged?: string;
}

/** A folder that is to be there. */
export interface Folder {
  readonly kind: 'folder';
  readonly path: string;
  readonly mode: number;
  readonly group?: string;
}

export type Part = Edit | Folder;

/** Something to do that is not a change of a file. */
export type Order =
  /** With `patience` it may fail for so many seconds. */
  | { readonly run: readonly string[]; readonly patience?: number }
  /** `start`: reloads, or starts what does not run. What does not run needs no reload. */
  | { readonly service: string; readonly action: 'reload' | 'restart' | 'stop' | 'start' }
  /** Mail to onions that is in Exim's queue waits until somebody thaws it. */
  | { readonly freeze: true }
  /** So does mail to the domains of a file, which would leave by MX. Not if nobody has used it yet. */
  | { readonly freezeDomainsOf: string }
  /** Resident processes let go of a port; nobody at all has it, if it is to be free. */
  | { readonly vacate: number; readonly until: 'left' | 'free' }
  /** What others made, and leave behind: files, sockets, empty folders. What a folder still has may be given to root. */
  | { readonly tidy: readonly string[]; readonly toRoot?: boolean }
  /** What others have changed is as it was. */
  | { readonly own: string; readonly mode: number; readonly uid: number; readonly gid: number }
  /** Only when undone: somebody else's work that began with the step, which is removed if nobody can have used it yet. */
  | { readonly keep: string; readonly because: string };

/** One thing that is to be so. */
export interface Step {
  readonly title: string;
  readonly parts?: readonly Part[];
  /** After a change of the parts, or if it is not so. */
  readonly run?: readonly Order[];
  /** Before the parts are as they were again. */
  readonly undoFirst?: readonly Order[];
  /** After that. */
  readonly undoLast?: readonly Order[];
  /** What is wrong, if it is not so. Without it the parts are all there is. */
  readonly fault?: () => Promise<string | undefined>;
  /** How long it may take until it is so, in seconds. */
  readonly patience?: number;
}

/** It cannot be done on this machine as it is, and nothing has changed. The text says what to do. */
export class Refusal extends Error {}

/** A step went wrong. */
export class Failure extends Error {}
