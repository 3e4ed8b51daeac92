import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter } from '@ferraris/service'
import { Type } from 'typebox'

/** Media type of content that is no JSON. */
export const octetStream = 'application/octet-stream'

/** Lets the routes of one plugin take octets. Pages of other sites cannot send this type without asking first either. */
export function takeOctets(
  app: Pick<Parameters<FastifyPluginAsyncTypebox>[0], 'addContentTypeParser'>,
): void {
  app.addContentTypeParser(octetStream, { parseAs: 'buffer' }, (_, body, done) => done(null, body))
}

/** Schema members of a route whose body is the content itself. */
export function octetBody(most: number) {
  return {
    consumes: [octetStream],
    body: {
      content: { [octetStream]: { schema: Type.Unsafe<Buffer>({ description: `At most ${most} octets.` }) } },
    },
  }
}

/** The octets of a body. Throws Problem `invalid-request`. */
export function octetsIn(body: unknown): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw invalidParameter('body', 'must be the content, as octets')
  return body
}
