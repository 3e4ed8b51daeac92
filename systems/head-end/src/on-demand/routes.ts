import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { mayUse, Problem, ref, senderOf } from '@ferraris/service'
import { deviceParams } from '../inventory/identifiers.ts'
import { MeterProblem, type MeterProblemCode } from '../inventory/meter-problem.ts'
import { unknownDevice } from '../inventory/unknown-device.ts'
import { DeviceBusy, type OnDemandReader, SessionFailure } from './reader.ts'
import { associationObjectList, objectsQuery, onDemandReading, onDemandRequest } from './schemas.ts'

export function onDemandRoutes(reader: OnDemandReader): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['on-demand']

    app.post('/end-devices/:serial/readings', {
      // The session takes its time and has a lease; what it brings is stored with its completion.
      config: { access: 'operator', ownTransactions: true },
      schema: {
        tags,
        summary: 'Read a meter now',
        description: 'Opens a session with the meter and shows each frame, decoded.',
        params: deviceParams,
        body: ref(onDemandRequest),
        response: { 200: ref(onDemandReading) },
      },
      handler: async request => {
        const { serial } = request.params
        const reading = await reader.readRegisters(serial, request.body.obis).catch(asMeterProblem)
        return reading ?? unknownDevice(serial)
      },
    })

    app.get('/end-devices/:serial/objects', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Objects of a meter',
        description:
          'As read last; `refresh` (operator) and the first request open a session with the meter.',
        params: deviceParams,
        querystring: objectsQuery,
        response: { 200: ref(associationObjectList) },
      },
      handler: async request => {
        const { serial } = request.params
        const { refresh } = request.query
        const { role } = senderOf(request)
        if (refresh && !mayUse(role, 'operator')) {
          throw new Problem('role-too-low', `refresh needs the role operator; yours is ${role}`)
        }
        return (await reader.readObjects(serial, refresh).catch(asMeterProblem)) ?? unknownDevice(serial)
      },
    })
  }
}

/** Throws what stands between a request and a meter as the problem that it is. */
export function asMeterProblem(error: unknown): never {
  if (error instanceof DeviceBusy) throw new MeterProblem('meter-busy', error.message)
  if (!(error instanceof SessionFailure)) throw error
  const { path, frames, message } = error
  throw new MeterProblem(codeOf(error), message, { layer: path, frames }, { cause: error })
}

const problems = {
  silent: 'meter-silent',
  refused: 'meter-refused',
  failed: 'session-failed',
  unreached: 'concentrator-away',
} as const

function codeOf({ code, path }: SessionFailure): MeterProblemCode {
  // What the inventory holds of the device was not enough to call it.
  if (path === 'inventory') return 'meter-not-callable'
  return problems[code]
}
