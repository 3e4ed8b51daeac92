import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { defined } from '@ferraris/bytes'
import type { QueryContext } from '@ferraris/service'
import { mayUse, page, ref, senderOf } from '@ferraris/service'
import { Type } from 'typebox'
import type { Tables } from '../../tables.ts'
import { listFiles, octetsOf } from './files.ts'
import { octetBody, octetStream, octetsIn, takeOctets } from './octet-body.ts'
import { deviceFile, fileParams, fileQuery, fileUpload, withdrawal } from './schemas.ts'
import { approveFile, knownFile, releaseFile, withdrawFile } from './states.ts'
import { keepFile, longestFile } from './upload.ts'

const longest = Math.max(...Object.values(longestFile))

/** Vendors, and all roles below viewer, see and withdraw only files of their own. */
export function vendorOf(request: Parameters<typeof senderOf>[0]): string | undefined {
  const { name, role } = senderOf(request)
  return mayUse(role, 'viewer') ? undefined : name
}

export function fileRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['files']
    takeOctets(app)

    app.get('/files', {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Files for meters, the newest first',
        description: 'Vendors see their own.',
        querystring: fileQuery,
        response: { 200: page(deviceFile) },
      },
      handler: request => listFiles(db, request.query, vendorOf(request)),
    })

    app.post('/files', {
      config: { access: 'vendor' },
      bodyLimit: longest,
      schema: {
        tags,
        summary: 'Upload a file for meters',
        description:
          'The body is the content itself, signed by a registered key of the vendor. It is in test until another person approves it. Doing it again changes nothing.',
        ...octetBody(longest),
        querystring: fileUpload,
        response: { 200: ref(deviceFile), 201: ref(deviceFile) },
      },
      handler: async (request, reply) => {
        const octets = octetsIn(request.body)
        const { isNew, file } = await keepFile(db, request.query, octets, senderOf(request), now())
        return reply.code(isNew ? 201 : 200).send(file)
      },
    })

    app.get('/files/:sha256', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'A file', params: fileParams, response: { 200: ref(deviceFile) } },
      handler: request => knownFile(db, request.params.sha256, vendorOf(request)),
    })

    app.get('/files/:sha256/content', {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'The content of a file',
        params: fileParams,
        produces: [octetStream],
        response: { 200: { content: { [octetStream]: { schema: Type.Unsafe<Buffer>({}) } } } },
      },
      handler: async (request, reply) => {
        const { sha256 } = request.params
        const vendor = vendorOf(request)
        const { name } = await knownFile(db, sha256, vendor)
        return reply
          .type(octetStream)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(defined(await octetsOf(db, sha256, vendor), `content of ${sha256}`))
      },
    })

    app.post('/files/:sha256/approve', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Approve a file that has proved itself in test',
        description: 'Another person than its uploader.',
        params: fileParams,
        response: { 200: ref(deviceFile) },
      },
      handler: request => approveFile(db, request.params.sha256, senderOf(request).name, now()),
    })

    app.post('/files/:sha256/release', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Make an approved file available to orders',
        description: 'Another person than its uploader.',
        params: fileParams,
        response: { 200: ref(deviceFile) },
      },
      handler: request => releaseFile(db, request.params.sha256, senderOf(request).name, now()),
    })

    app.post('/files/:sha256/withdraw', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Withdraw a file',
        description: 'Orders that are open get it no more. Doing it again changes nothing.',
        params: fileParams,
        body: ref(withdrawal),
        response: { 200: ref(deviceFile) },
      },
      handler: request => {
        const deed = { by: senderOf(request).name, reason: request.body.reason }
        return withdrawFile(db, request.params.sha256, deed, now())
      },
    })
  }
}
