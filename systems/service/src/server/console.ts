import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from './problem.ts'

const notBuilt =
  'The service is running; its pages are not built. In a checkout: node tools/build-console.ts\n'

/**
 * Serves the console's files. Its rooms are addresses of the page itself, so a path that is neither a file nor
 * the API's gets the page.
 */
export async function serveConsole(
  app: FastifyInstance,
  folder: string | undefined,
  page = 'index.html',
): Promise<void> {
  if (!folder || !existsSync(join(folder, page))) {
    app.get('/', { config: { access: 'anonymous' } }, (_request, reply) =>
      reply.type('text/plain').send(notBuilt),
    )
    return
  }
  const assets = join(folder, 'assets/')
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    cacheControl: false,
    preCompressed: true,
    // Vite names the files under assets/ by their content: they never change.
    setHeaders: (reply, file) =>
      reply.header(
        'cache-control',
        file.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  })

  app.get<{ Params: { '*': string } }>('/*', { config: { access: 'anonymous' } }, (request, reply) => {
    const path = request.params['*']
    if (path === 'api' || path.startsWith('api/')) {
      throw new Problem('not-found', `GET /${path} is not part of this API`)
    }
    return reply.sendFile(isRoom(path, request.headers.accept) ? page : path)
  })
}

/** Serial numbers may have dots, so an ending alone does not tell a file; what browsers ask for a page does. */
function isRoom(path: string, accept = ''): boolean {
  return !path.startsWith('assets/') && (accept.includes('text/html') || !/\.[a-z0-9]+$/i.test(path))
}
