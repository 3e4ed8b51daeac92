import type { FastifyInstance } from 'fastify'
import { concentratorById } from '../queries.ts'
import type { NetworkServices } from '../routes.ts'
import { unknownConcentrator } from '../routes.ts'
import { concentratorParams } from '../schemas.ts'

/** Proxies close what is silent for half a minute. */
const breath = 15_000
/** What a watcher who does not read may leave unread before it is let go. */
const mostUnread = 1024 * 1024

/** `GET /concentrators/:id/live`: frames of the line as server-sent events, while somebody looks. */
export function serveLive(app: FastifyInstance, { db, network }: NetworkServices): void {
  const open = new Set<() => void>()
  // A stream never ends by itself: without this the server could not stop.
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })

  app.get('/concentrators/:id/live', {
    config: { access: 'viewer' },
    exposeHeadRoute: false,
    schema: {
      tags: ['network'],
      summary: 'Frames of a power line as they hop',
      description:
        'Server-sent events; each `data` is a list of {at, from, to, hop, octets, ok, psdu?}. Only districts that publish their frames have any.',
      params: concentratorParams,
      produces: ['text/event-stream'],
    },
    handler: async (request, reply) => {
      const { id } = request.params as { id: string }
      if ((await concentratorById(db, id)) === undefined) unknownConcentrator(id)
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
      })
      raw.write(': the frames of the line follow\n\n')
      const write = (text: string) => {
        if (raw.writableLength > mostUnread) end()
        else raw.write(text)
      }
      const unwatch = network.live.watch(id, frames => write(`data: ${JSON.stringify(frames)}\n\n`))
      const timer = setInterval(() => write(':\n\n'), breath)
      const end = () => {
        unwatch()
        clearInterval(timer)
        open.delete(end)
        raw.end()
      }
      open.add(end)
      raw.once('close', end)
    },
  })
}
