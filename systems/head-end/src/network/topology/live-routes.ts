import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { concentratorParams } from '../identifiers.ts'
import type { LiveFrames } from './live.ts'

/** Proxies close what is silent for half a minute. */
const silence = 15_000
/** Bytes that a client may leave unread before it is disconnected. */
const mostUnread = 1024 * 1024

export interface LiveParts extends QueryContext<Tables> {
  readonly network: { readonly live: LiveFrames }
}

/** `GET /concentrators/:id/live`: frames of the line as server-sent events, while a client is connected. */
export function liveRoutes({ db, network }: LiveParts): FastifyPluginAsyncTypebox {
  return async app => {
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
        const { id } = request.params
        await knownConcentrator(db, id)
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
        const timer = setInterval(() => write(':\n\n'), silence)
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
}
