import type { Frame } from './resources.ts'

/** What the API answered instead of a result (RFC 9457), or that it did not answer: then `status` is 0. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  /** Names the problem; empty when a proxy answered instead of the head-end. */
  readonly code: string
  readonly title: string
  readonly detail: string
  /** The frames of a session that a meter refused. */
  readonly frames: Frame[]

  constructor(problem: { status: number; type?: string; title?: string; detail?: string; frames?: Frame[] }) {
    const title = problem.title ?? ''
    const detail = problem.detail ?? ''
    super(detail || title || String(problem.status))
    this.status = problem.status
    this.code = /^urn:ferraris:problem:(.+)$/.exec(problem.type ?? '')?.[1] ?? ''
    this.title = title
    this.detail = detail
    this.frames = problem.frames ?? []
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401
}
