import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { senderOf, sessionCookie } from '../server/access.ts'
import { Problem } from '../server/problem.ts'
import { nothing, ref } from '../server/resource.ts'
import type { People } from './people.ts'
import {
  credentials,
  issuedToken,
  newToken,
  newUser,
  ownPasswordChange,
  passwordChange,
  signedIn,
  tokenList,
  tokenParams,
  user,
  userList,
  userParams,
} from './schemas.ts'
import { guardSignIn } from './sign-in-guard.ts'
import { environmentToken } from './tokens.ts'

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null
}

/** Sign-in of browsers. */
export function sessionRoutes(people: People): FastifyPluginAsyncTypebox {
  return async app => {
    const cookieOf = ({ overTls }: FastifyRequest) =>
      ({ httpOnly: true, sameSite: 'strict', path: '/', secure: overTls }) as const

    app.post('/session', {
      config: { access: 'anonymous' },
      preHandler: guardSignIn(app),
      schema: {
        tags: ['people'],
        summary: 'Sign in',
        body: ref(credentials),
        response: { 200: ref(signedIn) },
      },
      handler: async (request, reply) => {
        const { username, password } = request.body
        const account = await people.accounts.verify(username, password)
        if (!account) throw new Problem('sign-in-refused', 'username or password is wrong')
        reply.setCookie(sessionCookie, await people.sessions.open(account.username), cookieOf(request))
        return { user: account }
      },
    })

    app.get('/session', {
      config: { access: 'signed-in' },
      schema: { tags: ['people'], summary: 'The signed-in person', response: { 200: ref(signedIn) } },
      handler: async request => {
        const { name, role } = senderOf(request)
        return { user: { username: name, role } }
      },
    })

    app.delete('/session', {
      config: { access: 'signed-in' },
      schema: { tags: ['people'], summary: 'Sign out', response: { 204: nothing } },
      handler: async (request, reply) => {
        const id = request.cookies[sessionCookie]
        if (senderOf(request).kind === 'session' && id) await people.sessions.close(id)
        return reply.clearCookie(sessionCookie, cookieOf(request)).code(204).send(null)
      },
    })

    app.post('/session/password', {
      config: { access: 'signed-in' },
      preHandler: guardSignIn(app),
      schema: {
        tags: ['people'],
        summary: 'Change the own password',
        description: 'Ends every other session of the account.',
        body: ref(ownPasswordChange),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { kind, name } = senderOf(request)
        if (kind === 'token') throw new Problem('token-without-password', `${name} is a token`)
        const { current, password } = request.body
        if (!(await people.accounts.verify(name, current)))
          throw new Problem('password-wrong', 'this is not the password until now')
        await people.accounts.setPassword(name, password)
        reply.setCookie(sessionCookie, await people.sessions.open(name), cookieOf(request))
        return reply.code(204).send(null)
      },
    })
  }
}

export function userRoutes(people: People): FastifyPluginAsyncTypebox {
  return async app => {
    const config = { access: 'administrator' } as const
    const tags = ['people']

    app.get('/users', {
      config,
      schema: { tags, summary: 'Accounts', response: { 200: userList } },
      handler: async () => ({
        items: (await people.accounts.list()).map(({ username, role, createdAt, lastSignIn }) => ({
          username,
          role,
          createdAt: createdAt.toISOString(),
          lastSignIn: iso(lastSignIn),
        })),
      }),
    })

    app.post('/users', {
      config,
      schema: { tags, summary: 'Make an account', body: ref(newUser), response: { 201: ref(user) } },
      handler: async (request, reply) => {
        const { username, password, role } = request.body
        const createdAt = await people.accounts.create(username, password, role)
        if (!createdAt) throw new Problem('already-exists', `there is a user ${username} already`)
        return reply.code(201).send({ username, role, createdAt: createdAt.toISOString(), lastSignIn: null })
      },
    })

    app.delete('/users/:username', {
      config,
      schema: { tags, summary: 'Delete an account', params: userParams, response: { 204: nothing } },
      handler: async (request, reply) => {
        const { username } = request.params
        const outcome = await people.accounts.delete(username)
        if (outcome === 'absent') throw noUser(username)
        if (outcome === 'last-administrator') {
          throw new Problem('last-administrator', `${username} is the only administrator`)
        }
        return reply.code(204).send(null)
      },
    })

    app.post('/users/:username/password', {
      config,
      schema: {
        tags,
        summary: 'Set a password',
        description: 'Ends every session of the account.',
        params: userParams,
        body: ref(passwordChange),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { username } = request.params
        if (!(await people.accounts.setPassword(username, request.body.password))) throw noUser(username)
        return reply.code(204).send(null)
      },
    })
  }
}

export function tokenRoutes(people: People): FastifyPluginAsyncTypebox {
  return async app => {
    const config = { access: 'administrator' } as const
    const tags = ['people']

    app.get('/tokens', {
      config,
      schema: { tags, summary: 'Tokens', response: { 200: tokenList } },
      handler: async () => ({
        items: (await people.tokens.list()).map(({ name, role, createdAt, lastUsed }) => ({
          name,
          role,
          createdAt: createdAt.toISOString(),
          lastUsed: iso(lastUsed),
        })),
      }),
    })

    app.post('/tokens', {
      config,
      schema: { tags, summary: 'Make a token', body: ref(newToken), response: { 201: ref(issuedToken) } },
      handler: async (request, reply) => {
        const { name, role } = request.body
        if (name === environmentToken) throw ownedByEnvironment()
        const token = await people.tokens.issue(name, role)
        if (!token) throw new Problem('already-exists', `there is a token ${name} already`)
        return reply.code(201).send({ name, role, token })
      },
    })

    app.delete('/tokens/:name', {
      config,
      schema: { tags, summary: 'Revoke a token', params: tokenParams, response: { 204: nothing } },
      handler: async (request, reply) => {
        const { name } = request.params
        if (name === environmentToken) throw ownedByEnvironment()
        if (!(await people.tokens.revoke(name))) throw new Problem('not-found', `there is no token ${name}`)
        return reply.code(204).send(null)
      },
    })
  }
}

function noUser(username: string): Problem {
  return new Problem('not-found', `there is no user ${username}`)
}

function ownedByEnvironment(): Problem {
  return new Problem('environment-token', `the token ${environmentToken} is set by FERRARIS_API_TOKEN`)
}
