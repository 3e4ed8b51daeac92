import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, Problem, ref, senderOf } from '@ferraris/service'
import type { Tables } from '../../../tables.ts'
import { brakesNow } from '../../brakes/settings.ts'
import { FileProblem } from '../file-problem.ts'
import { octetBody, octetsIn, takeOctets } from '../octet-body.ts'
import { fileParams, firmwareImage, imageList, imageQuery } from '../schemas.ts'
import { longestFile } from '../upload.ts'
import { keepImage, listImages, removeImage } from './images.ts'

export function imageRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['files']
    takeOctets(app)

    app.get('/firmware-images', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Images of firmware that are available', response: { 200: imageList } },
      handler: async () => ({ items: await listImages(db) }),
    })

    app.post('/firmware-images', {
      config: { access: 'administrator' },
      bodyLimit: longestFile.firmware,
      schema: {
        tags,
        summary: 'Upload an image of firmware without signature',
        description:
          'The body is the image itself. It is available at once, for any model; signed files go to `/files`. The brakes can refuse it. Doing it again changes nothing.',
        ...octetBody(longestFile.firmware),
        querystring: imageQuery,
        response: { 200: ref(firmwareImage), 201: ref(firmwareImage) },
      },
      handler: async (request, reply) => {
        const octets = octetsIn(request.body)
        const { version } = request.query
        if (!(await brakesNow(db)).unsignedImages)
          throw new FileProblem('file-unsigned', 'images without signature are not taken here')
        const { kept, image } = await keepImage(db, { octets, version, by: senderOf(request).name }, now())
        if (kept === 'other')
          throw new Problem(
            'already-exists',
            `this image is here as version ${image.version}, or was withdrawn`,
          )
        return reply.code(kept === 'new' ? 201 : 200).send(image)
      },
    })

    app.delete('/firmware-images/:sha256', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Remove an image of firmware',
        description: 'Not while an open control needs it.',
        params: fileParams,
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
