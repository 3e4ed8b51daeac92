import createClient from 'openapi-fetch'
import { ProblemError } from './problem.ts'
import type { paths } from './schema.generated.ts'

/** The head-end's REST interface, typed by its own OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  // A change under the session cookie needs this header: a page of another site cannot add it.
  headers: { 'x-ferraris-request': '1' },
})

interface Answer<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

/** The body of an answer; anything but success becomes a {@link ProblemError}. */
export async function answerOf<T>(request: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await request.catch(unreachable)
  if (response.ok) return data as T
  throw new ProblemError({ ...asProblem(error), status: response.status })
}

function unreachable(cause: unknown): never {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
  throw new ProblemError({ status: 0 })
}

// A proxy in between may answer with a page of its own.
function asProblem(body: unknown): object {
  return typeof body === 'object' && body !== null ? body : {}
}
