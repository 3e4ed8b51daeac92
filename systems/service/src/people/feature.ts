import type { Feature } from '../feature.ts'
import { sessionRoutes, tokenRoutes, userRoutes } from './routes.ts'
import { peopleResources } from './schemas.ts'

/** Accounts, sessions of browsers, tokens of programs. */
export const peopleFeature: Feature = {
  name: 'people',
  migrations: new URL('./migrations/', import.meta.url),
  resources: peopleResources,
  routes:
    ({ people }) =>
    async app => {
      await app.register(sessionRoutes(people))
      await app.register(userRoutes(people))
      await app.register(tokenRoutes(people))
    },
  audited: {
    'POST /session': { action: 'signed-in' },
    'DELETE /session': { action: 'signed-out' },
    'POST /session/password': { action: 'own-password.changed' },
    'POST /users': { action: 'user.created', recorded: ['username', 'role'] },
    'DELETE /users/:username': { action: 'user.deleted' },
    'POST /users/:username/password': { action: 'user.password-set' },
    'POST /tokens': { action: 'token.issued', recorded: ['name', 'role'] },
    'DELETE /tokens/:name': { action: 'token.revoked' },
  },
}
