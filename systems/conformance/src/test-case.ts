import type { Bench } from './bench.ts'

/** One thing that a server must do or leave. */
export interface TestCase<B = Bench> {
  /** `subject.what-is-demanded`; stable, so that results can be compared. */
  readonly id: string
  /** A sentence that is true of a server that passes. */
  readonly title: string
  /** Standard and clause. */
  readonly clause: string
  /** Returns for PASS; throws a Ruling for any other verdict. */
  run(bench: B): Promise<void>
}
