import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { nothing, Problem, type QueryContext, ref, senderOf } from '@ferraris/service'
import { deviceParams } from '../../inventory/identifiers.ts'
import { knownDevice } from '../../inventory/unknown-device.ts'
import type { Tables } from '../../tables.ts'
import { batteries, firmware, memoryFaults, temperatures, trusted } from './queries.ts'
import {
  batteryList,
  firmwareList,
  healthQuery,
  memoryList,
  temperatureList,
  trustedFirmware,
  trustedList,
  trustQuery,
} from './schemas.ts'

/** Signatures that are trusted: a maker has some versions of some parts. */
const mostTrusted = 10_000

export function healthRoutes({ db, now }: QueryContext<Tables>): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['health of meters']
    const viewer = { config: { access: 'viewer' } } as const

    app.get('/meter-health/batteries', {
      ...viewer,
      schema: {
        tags,
        summary: 'Batteries to replace',
        querystring: healthQuery,
        response: { 200: batteryList },
      },
      handler: async request => ({ items: await batteries(db, request.query.limit) }),
    })

    app.put('/end-devices/:serial/battery-replacement', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Note that a battery was replaced',
        description: 'What the meter reported of it before does not count any more.',
        params: deviceParams,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const end_device_id = await knownDevice(db, request.params.serial)
        const note = { replaced_at: new Date(now()), noted_by: senderOf(request).name }
        await db
          .insertInto('battery_replacement')
          .values({ end_device_id, ...note })
          .onConflict(conflict => conflict.column('end_device_id').doUpdateSet(note))
          .execute()
        return reply.code(204).send(null)
      },
    })

    app.get('/meter-health/firmware', {
      ...viewer,
      schema: {
        tags,
        summary: 'Trust in firmware',
        querystring: trustQuery,
        response: { 200: firmwareList },
      },
      handler: async request => ({ items: await firmware(db, request.query) }),
    })

    app.get('/meter-health/memory', {
      ...viewer,
      schema: {
        tags,
        summary: 'Failed self-checks',
        querystring: healthQuery,
        response: { 200: memoryList },
      },
      handler: async request => ({ items: await memoryFaults(db, request.query.limit) }),
    })

    app.get('/meter-health/temperatures', {
      ...viewer,
      schema: {
        tags,
        summary: 'Temperatures of meters',
        querystring: healthQuery,
        response: { 200: temperatureList },
      },
      handler: async request => ({ items: await temperatures(db, request.query.limit) }),
    })

    app.get('/trusted-firmware', {
      ...viewer,
      schema: { tags, summary: 'Signatures that are trusted', response: { 200: trustedList } },
      handler: async () => ({ items: await trusted(db) }),
    })

    app.post('/trusted-firmware', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Trust a signature',
        body: ref(trustedFirmware),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        if ((await trusted(db)).length >= mostTrusted)
          throw new Problem('invalid-request', `no more than ${mostTrusted} signatures are kept`)
        await db
          .insertInto('trusted_firmware')
          .values({ ...request.body, trusted_at: new Date(now()), trusted_by: senderOf(request).name })
          .onConflict(conflict => conflict.doNothing())
          .execute()
        return reply.code(204).send(null)
      },
    })

    app.post('/trusted-firmware/withdraw', {
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Trust a signature no longer',
        body: ref(trustedFirmware),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { part, version, signature } = request.body
        await db
          .deleteFrom('trusted_firmware')
          .where('part', '=', part)
          .where('version', '=', version)
          .where('signature', '=', signature)
          .execute()
        return reply.code(204).send(null)
      },
    })
  }
}
