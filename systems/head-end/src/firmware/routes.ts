import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { invalidParameter, nothing, Problem, ref, senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import type { Tables } from '../tables.ts'
import { keepImage, listImages, longestImage, removeImage } from './images.ts'
import { firmwareImage, imageList, imageParams, imageQuery } from './schemas.ts'

const octets = 'application/octet-stream'

export function firmwareRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['firmware']
    // Of this plugin's routes alone. Pages of other sites cannot send this type without asking first either.
    app.addContentTypeParser(octets, { parseAs: 'buffer' }, (_, body, done) => done(null, body))

    app.get('/firmware-images', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Images of firmware', response: { 200: imageList } },
      handler: async () => ({ items: await listImages(db) }),
    })

    app.post('/firmware-images', {
      config: { access: 'administrator' },
      bodyLimit: longestImage,
      schema: {
        tags,
        summary: 'Upload an image of firmware',
        description: 'The body is the image itself. Doing it again changes nothing.',
        consumes: [octets],
        querystring: imageQuery,
        body: {
          content: {
            [octets]: { schema: Type.Unsafe<Buffer>({ description: `At most ${longestImage} octets.` }) },
          },
        },
        response: { 200: ref(firmwareImage), 201: ref(firmwareImage) },
      },
      handler: async (request, reply) => {
        const body: unknown = request.body
        if (!Buffer.isBuffer(body) || body.length === 0) throw invalidParameter('body', 'must be the image')
        const { version } = request.query
        const { kept, image } = await keepImage(
          db,
          { octets: body, version, by: senderOf(request).name },
          now(),
        )
        if (kept === 'other') {
          throw new Problem('already-exists', `this image is here as version ${image.version}`)
        }
        return reply.code(kept === 'new' ? 201 : 200).send(image)
      },
    })

    app.delete('/firmware-images/:sha256', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Remove an image of firmware',
        description: 'Not while an open control needs it.',
        params: imageParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { sha256 } = request.params
        const removed = await removeImage(db, sha256)
        if (removed === 'unknown') throw new Problem('not-found', `there is no firmware image ${sha256}`)
        if (removed === 'in-use') throw new Problem('in-use', 'open controls need this image')
        return reply.code(204).send(null)
      },
    })
  }
}
