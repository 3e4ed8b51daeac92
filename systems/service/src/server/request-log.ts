import type { FastifyInstance } from 'fastify'

/** One line a request, without its query: changes at `info`, reads at `debug`, because consoles poll. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const level = ['GET', 'HEAD'].includes(request.method) && reply.statusCode < 500 ? 'debug' : 'info'
    const [path] = request.url.split('?', 1)
    request.log[level](
      {
        method: request.method,
        path,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        by: request.principal?.name,
      },
      'request',
    )
  })
}
