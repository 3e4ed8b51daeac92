import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ref, senderOf } from '@ferraris/service'
import { deviceParams } from '../../inventory/identifiers.ts'
import { knownDevice, unknownDevice } from '../../inventory/unknown-device.ts'
import { type CheckParts, checkMeter, keepCheck } from './check.ts'
import { listChecks, nightOf } from './queries.ts'
import { checkList, checksQuery, nightList, nightQuery, routineCheck } from './schemas.ts'

export function routineCheckRoutes(parts: CheckParts): FastifyPluginAsyncTypebox {
  const { db } = parts
  return async app => {
    const tags = ['diagnosis']
    const viewer = { config: { access: 'viewer' } } as const

    app.post('/end-devices/:serial/checks', {
      config: { access: 'operator', ownTransactions: true },
      schema: {
        tags,
        summary: 'Check the way to a meter',
        description: 'The link, the clock as public client, then the association with our keys.',
        params: deviceParams,
        response: { 201: ref(routineCheck) },
      },
      handler: async (request, reply) => {
        const { serial } = request.params
        const device = await knownDevice(db, serial)
        const checked = (await checkMeter(parts, serial)) ?? unknownDevice(serial)
        await keepCheck(parts, device, checked, { by: senderOf(request).name })
        const [kept] = await listChecks(db, { endDevice: serial, limit: 1 })
        return reply.code(201).send(kept ?? unknownDevice(serial))
      },
    })

    app.get('/end-devices/:serial/checks', {
      ...viewer,
      schema: {
        tags,
        summary: 'Checks of a meter',
        params: deviceParams,
        querystring: checksQuery,
        response: { 200: checkList },
      },
      handler: async request => {
        const { serial: endDevice } = request.params
        await knownDevice(db, endDevice)
        return { items: await listChecks(db, { endDevice, ...request.query }) }
      },
    })

    app.get('/routine-checks', {
      ...viewer,
      schema: {
        tags,
        summary: 'Silent meters of a night, checked',
        querystring: nightQuery,
        response: { 200: nightList },
      },
      handler: async request => {
        const { night: wanted, verdict, limit } = request.query
        const found = await nightOf(db, wanted)
        const items = found.night === null ? [] : await listChecks(db, { night: found.night, verdict, limit })
        return { ...found, items }
      },
    })
  }
}
