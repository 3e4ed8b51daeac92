import { type Declarations, defineErrors, type Occasion } from '@ferraris/errors'

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
  'meter-busy': [
    'unavailable',
    'Another session with the meter is under way',
    'Wait some seconds and ask again; a meter, and a line that meters share, serves one client at a time.',
    409,
  ],
  'meter-not-callable': [
    'local',
    'The inventory does not say how to call the meter',
    'Enrol the meter again with the URI and the keys of the client that the URI names.',
    409,
  ],
  'meter-keys-missing': [
    'local',
    'The keys of the meter are not here',
    'Give its serial number and `lineKeys` with the acceptance, or enrol the meter with them first.',
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
  'meter-refused': [
    'remote',
    'The meter refused',
    '`detail` names the layer and the cause; `frames` show the exchange. Often a wrong key or client.',
  ],
  'session-failed': [
    'local',
    'The session with the meter could not be held',
    '`detail` names what is wrong on this side: the inventory, the schedule, or the program; the log has more.',
  ],
  'concentrator-away': [
    'unavailable',
    'The concentrator of the meter is not connected',
    'Look at the concentrator: its power, its way to the head-end, its credential. Nothing is known of the meter.',
  ],
  'store-unreachable': [
    'unavailable',
    'The database does not answer',
    'Look at `/readyz` and at the log of PostgreSQL; the request may be repeated.',
  ],
  'meter-silent': [
    'transport',
    'The meter does not answer',
    'Check its URI and the network on the way; `frames` show how far the exchange came.',
  ],
} as const satisfies Declarations

/** What the REST interface can answer instead of a result. */
export type ProblemCode = keyof typeof problems

/** A parameter that the request got wrong. */
export interface ParameterError {
  readonly parameter: string
  readonly detail: string
}

interface ProblemMembers {
  readonly errors?: readonly ParameterError[]
  /** Members of this problem alone, for example the `frames` of a refused session. */
  [member: string]: unknown
}

/** An error that is meant for the client; everything else that is thrown becomes `internal`. */
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
