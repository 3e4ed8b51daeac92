/**
 * Every error that the REST interface can answer: HTTP status, what it means, and what to do about it.
 * `docs/reference/errors-head-end.md` is this table for people; a test keeps the two equal.
 */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'The request does not fit the API',
    remedy: 'Read `errors`: each entry names a parameter and what is allowed there.',
  },
  'not-signed-in': {
    status: 401,
    title: 'Nobody is signed in',
    remedy: 'Sign in on the console, or send `Authorization: Bearer <token>`.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'Username or password is wrong',
    remedy: 'Try again; the first password is in `sign-in.txt` in the data folder.',
  },
  'password-wrong': {
    status: 403,
    title: 'The password until now is another',
    remedy: 'Give the password you signed in with; an administrator can set a new one.',
  },
  'role-too-low': {
    status: 403,
    title: 'The role does not allow this',
    remedy: 'Ask an administrator, or use an account or a token with the role that `detail` names.',
  },
  'request-header-missing': {
    status: 403,
    title: 'The request may come from another site',
    remedy: 'Send the header `x-ferraris-request: 1` with every change made under a session cookie.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    remedy: 'Check the path and the identifier; the API is described at `/api/v1/openapi.json`.',
  },
  'already-exists': {
    status: 409,
    title: 'The name is taken',
    remedy: 'Choose another one, or delete what has it.',
  },
  'in-use': {
    status: 409,
    title: 'Something depends on it',
    remedy: 'End what `detail` names first.',
  },
  'token-without-password': {
    status: 409,
    title: 'A token has no password',
    remedy: 'Sign in as a person; a token is replaced by revoking it and making another.',
  },
  'last-administrator': {
    status: 409,
    title: 'The last administrator stays',
    remedy: 'Make another administrator first.',
  },
  'environment-token': {
    status: 409,
    title: 'The environment owns this token',
    remedy: 'Change or remove `FERRARIS_API_TOKEN` and start the head-end again.',
  },
  'meter-busy': {
    status: 409,
    title: 'Another session with the meter is under way',
    remedy:
      'Wait some seconds and ask again; a meter, and a line that meters share, serves one client at a time.',
  },
  'meter-not-callable': {
    status: 409,
    title: 'The inventory does not say how to call the meter',
    remedy: 'Enrol the meter again with the URI and the keys of the client that the URI names.',
  },
  'meter-keys-missing': {
    status: 409,
    title: 'The keys of the meter are not here',
    remedy: 'Give its serial number and `lineKeys` with the acceptance, or enrol the meter with them first.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send fewer items a request.',
  },
  'media-type-unsupported': {
    status: 415,
    title: 'The body is not JSON',
    remedy: 'Send JSON with `Content-Type: application/json`.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts',
    remedy: 'Wait as many seconds as the header `Retry-After` says.',
  },
  internal: {
    status: 500,
    title: 'The head-end made a mistake',
    remedy: 'Look for the request id in the log, and report what it says there.',
  },
  'meter-refused': {
    status: 502,
    title: 'The meter refused',
    remedy:
      '`detail` names the layer and the cause; `frames` show the exchange. Often a wrong key or client.',
  },
  'store-unreachable': {
    status: 503,
    title: 'The database does not answer',
    remedy: 'Look at `/readyz` and at the log of PostgreSQL; the request may be repeated.',
  },
  'meter-silent': {
    status: 504,
    title: 'The meter does not answer',
    remedy: 'Check its URI and the network on the way; `frames` show how far the exchange came.',
  },
} as const

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

/** An error that is meant for the client; everything else that is thrown becomes `internal`. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly members: ProblemMembers

  constructor(code: ProblemCode, detail: string, members: ProblemMembers = {}, options?: ErrorOptions) {
    super(detail, options)
    this.code = code
    this.members = members
  }
}

export function invalidParameter(parameter: string, detail: string): Problem {
  return new Problem('invalid-request', `${parameter}: ${detail}`, { errors: [{ parameter, detail }] })
}
