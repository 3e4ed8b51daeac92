import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { QueryContext } from '@ferraris/service'
import { nothing, Problem, ref, senderOf } from '@ferraris/service'
import { deviceParams } from '../../../inventory/identifiers.ts'
import type { Tables } from '../../../tables.ts'
import { vendorOf } from '../routes.ts'
import {
  newVendorKey,
  testMeter,
  testMeterList,
  vendorKey,
  vendorKeyList,
  vendorKeyParams,
} from '../schemas.ts'
import { addTestMeter, listTestMeters, mostTestMeters, removeTestMeter } from '../test-group.ts'
import { listVendorKeys, registerVendorKey, revokeVendorKey } from './vendor-keys.ts'

/** What makes files trusted: keys of vendors, and the meters that they are tested on. */
export function vendorRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['files']

    app.get('/vendor-keys', {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Keys that sign files', response: { 200: vendorKeyList } },
      handler: async request => ({ items: await listVendorKeys(db, vendorOf(request)) }),
    })

    app.post('/vendor-keys', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Register the key of a vendor',
        description: 'Compare its fingerprint with the vendor by another way first.',
        body: ref(newVendorKey),
        response: { 201: ref(vendorKey) },
      },
      handler: async (request, reply) =>
        reply.code(201).send(await registerVendorKey(db, request.body, senderOf(request).name, now())),
    })

    app.post('/vendor-keys/:name/revoke', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Revoke the key of a vendor',
        description: 'What it has signed is not used any more. Doing it again changes nothing.',
        params: vendorKeyParams,
        response: { 200: ref(vendorKey) },
      },
      handler: request => revokeVendorKey(db, request.params.name, senderOf(request).name, now()),
    })

    app.get('/test-meters', {
      config: { access: 'viewer' },
      schema: { tags, summary: 'Meters that may have files in test', response: { 200: testMeterList } },
      handler: async () => ({ items: await listTestMeters(db) }),
    })

    app.put('/test-meters/:serial', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Take a meter into the test group',
        params: deviceParams,
        response: { 200: ref(testMeter) },
      },
      handler: async request => {
        const added = await addTestMeter(db, request.params.serial, senderOf(request).name, now())
        if (added === 'full')
          throw new Problem('in-use', `the test group has ${mostTestMeters} meters; take one out first`)
        return added
      },
    })

    app.delete('/test-meters/:serial', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Take a meter out of the test group',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        await removeTestMeter(db, request.params.serial)
        return reply.code(204).send(null)
      },
    })
  }
}
