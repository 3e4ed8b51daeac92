import { Type } from 'typebox'
import { instant, nullableInstant, ref, resource, wholeList } from '../server/resource.ts'
import { roles } from './roles.ts'

export const role = Type.Enum([...roles], {
  description:
    'Each role may do what the one before it may: viewer < operator < administrator. An auditor may do what a viewer may, and read the audit log. A vendor hands in what is its own, sees what became of it, and nothing else. A customer sees the data of the own usage points, and says who else may; a third party sees what customers let it see. An evaluator sees sums, and single things without whose they are.',
})

export const username = Type.String({
  pattern: '^[a-z0-9][a-z0-9._@-]{0,63}$',
  description: 'Lower-case letters, digits, dot, dash, underscore, at sign; at most 64.',
})

/** Bounded above because every octet is hashed; below as NIST SP 800-63B asks for (eight), and a bit more. */
const newPassword = Type.String({ minLength: 10, maxLength: 256, description: 'At least 10 characters.' })

export const person = resource('Person', { username, role }, 'The signed-in person.')

export const credentials = resource(
  'Credentials',
  { username: Type.String({ maxLength: 64 }), password: Type.String({ maxLength: 256 }) },
  'What a person signs in with.',
)

export const signedIn = resource('SignedIn', { user: ref(person) }, 'The session of this browser.')

export const user = resource(
  'User',
  {
    username,
    role,
    createdAt: instant('When the account was made.'),
    lastSignIn: nullableInstant('Last sign-in.'),
  },
  'A local account.',
)

export const newUser = resource('NewUser', { username, password: newPassword, role }, 'An account to make.')

export const passwordChange = resource('PasswordChange', { password: newPassword }, 'A new password.')

export const ownPasswordChange = resource(
  'OwnPasswordChange',
  { current: Type.String({ maxLength: 256 }), password: newPassword },
  'The password until now, and a new one.',
)

export const token = resource(
  'Token',
  {
    name: Type.String(),
    role,
    createdAt: instant('When the token was made.'),
    lastUsed: nullableInstant('Last request that carried it, to the minute.'),
  },
  'A token for programs. Its text is not kept.',
)

const tokenName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Letters, digits, dot, dash, underscore; at most 64.',
})

export const newToken = resource('NewToken', { name: tokenName, role }, 'A token to make.')

export const issuedToken = resource(
  'IssuedToken',
  { name: Type.String(), role, token: Type.String({ description: 'Shown this once.' }) },
  'A token just made.',
)

export const userParams = Type.Object({ username })
export const tokenParams = Type.Object({ name: tokenName })
export const userList = wholeList(user, 'All accounts.')
export const tokenList = wholeList(token, 'All tokens, without their texts.')

export const peopleResources = [
  person,
  credentials,
  signedIn,
  user,
  newUser,
  passwordChange,
  ownPasswordChange,
  token,
  newToken,
  issuedToken,
]
