import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../people/roles.ts'
import { ref, resource } from './resource.ts'

export const problem = resource(
  'Problem',
  {
    type: Type.String({ examples: ['urn:ferraris:problem:invalid-request'] }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.Optional(Type.String({ description: 'The request, as the log names it.' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ parameter: Type.String(), detail: Type.String() }), {
        description: 'What is wrong with which parameter.',
      }),
    ),
  },
  'An error (RFC 9457). A refused session also carries its `frames`.',
)

/** Of a REST interface, for its description. */
export interface ApiInfo {
  readonly title: string
  readonly description: string
}

/** Collects the routes registered after it into one OpenAPI 3.1 document. */
export async function describeApi(app: FastifyInstance, info: ApiInfo): Promise<void> {
  app.addSchema(problem)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: info.title,
        version: '1',
        description: info.description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'ferraris_session' },
        },
      },
    },
    refResolver: { buildLocalReference: json => String(json.$id) },
    transform: ({ schema, url, route }) => ({
      schema: url.startsWith('/api/v1/')
        ? withAccess(schema, route.config?.access)
        : { ...schema, hide: true },
      url,
    }),
  })
}

/** What the route's access means to its user: which role, which sign-in, and that refusals are problems. */
function withAccess(schema: FastifySchema = {}, access: Access = 'anonymous'): FastifySchema {
  const described = [schema.description, inWords(access)]
  return {
    ...schema,
    description: described.filter(Boolean).join(' '),
    security: access === 'anonymous' ? [] : [{ token: [] }, { session: [] }],
    response: {
      ...(schema.response as object),
      default: {
        description: 'An error.',
        content: { 'application/problem+json': { schema: ref(problem) } },
      },
    },
  }
}

function inWords(access: Access): string {
  if (access === 'anonymous') return 'Needs no sign-in.'
  return access === 'signed-in' ? 'For every role.' : `Least role: ${access}.`
}
