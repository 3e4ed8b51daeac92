import { type Declarations, defineErrors, FerrarisError, type Occasion } from '@ferraris/errors'

const problems = {
  'invalid-request': [
    'input',
    'The request does not fit the API',
    'Read `errors`: each entry names a parameter and what is allowed there.',
  ],
  'not-signed-in': [
    'input',
    'Authentication is required',
    'Sign in on the console, or send `Authorization: Bearer <token>`.',
    401,
  ],
  'sign-in-refused': [
    'input',
    'Username or password is wrong',
    'Try again; the first password is in `sign-in.txt` in the data folder.',
    401,
  ],
  'password-wrong': [
    'input',
    'The current password is wrong',
    'Give the password you signed in with; an administrator can set a new one.',
    403,
  ],
  'role-too-low': [
    'input',
    'The role does not allow this',
    'Ask an administrator, or use an account or a token with the role that `detail` names.',
    403,
  ],
  'request-header-missing': [
    'input',
    'The request may come from another site',
    'Send the header `x-ferraris-request: 1` with every change made under a session cookie.',
    403,
  ],
  'not-found': [
    'input',
    'The resource does not exist',
    'Check the path and the identifier; the API is described at `/api/v1/openapi.json`.',
    404,
  ],
  'already-exists': ['input', 'The name is taken', 'Choose another one, or delete what has it.', 409],
  'already-over': [
    'input',
    'It is too late for this',
    'See the state of the resource; what is over cannot be cancelled.',
    409,
  ],
  'in-use': ['input', 'The resource is in use', 'End what `detail` names first.', 409],
  'token-without-password': [
    'input',
    'A token has no password',
    'Sign in as a person; a token is replaced by revoking it and making another.',
    409,
  ],
  'last-administrator': [
    'input',
    'The last administrator cannot be removed',
    'Make another administrator first.',
    409,
  ],
  'environment-token': [
    'input',
    'The token is set in the environment',
    'Change or remove `FERRARIS_API_TOKEN` and start the head-end again.',
    409,
  ],
  'body-too-large': ['input', 'The body is too large', 'Send fewer items a request.', 413],
  'media-type-unsupported': [
    'input',
    'The body is not JSON',
    'Send JSON with `Content-Type: application/json`.',
    415,
  ],
  'too-many-attempts': [
    'unavailable',
    'Too many attempts',
    'Wait as many seconds as the header `Retry-After` says.',
    429,
  ],
  internal: [
    'local',
    'An internal error occurred',
    'Look for the request id in the log, and report what it says there.',
  ],
  'store-unreachable': [
    'unavailable',
    'The database does not answer',
    'Look at `/readyz` and at the log of PostgreSQL; the request may be repeated.',
  ],
} as const satisfies Declarations

/** What the REST interface of any service can answer instead of a result. */
export type ProblemCode = keyof typeof problems

/** A parameter that the request got wrong. */
export interface ParameterError {
  readonly parameter: string
  readonly detail: string
}

export interface ProblemMembers {
  readonly errors?: readonly ParameterError[]
  /** Members of this problem alone, for example the `frames` of a refused session. */
  [member: string]: unknown
}

/** An error that is meant for the client, of this kit or of a service; everything else that is thrown becomes `internal`. */
export interface ClientError extends FerrarisError<string> {
  readonly members: ProblemMembers
}

export function isForClient(error: unknown): error is ClientError {
  return error instanceof FerrarisError && 'members' in error
}

/** What any service may answer. */
export class Problem extends defineErrors('http', problems) {
  readonly members: ProblemMembers

  constructor(code: ProblemCode, detail: string, members: ProblemMembers = {}, occasion?: Occasion) {
    super(code, detail, occasion)
    this.members = members
  }
}

export function invalidParameter(parameter: string, detail: string): Problem {
  return new Problem('invalid-request', `${parameter}: ${detail}`, { errors: [{ parameter, detail }] })
}
