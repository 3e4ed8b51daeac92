import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { invalidParameter, nothing, Problem, ref } from '@ferraris/service'
import { customerDeviceOf } from './customer-device.ts'
import { simulatedCustomerDevice } from './customer-device-schemas.ts'
import { frontRoutes } from './front-routes.ts'
import { frontParams } from './front-schemas.ts'
import { type SimulationParts, simulationOf } from './parts.ts'
import { playedOf } from './played.ts'
import { scenarioOrder } from './scenario-schemas.ts'
import { faultList, faultOrder, faultParams, faultQuery, simulatedDistrict } from './schemas.ts'
import type { SimulatedFault } from './simulation.ts'

export function simulationRoutes(parts: SimulationParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['simulation']
    const operator = { config: { access: 'operator' } } as const

    await app.register(frontRoutes(parts))

    app.get('/simulation', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The simulated district',
        description: 'Plan, places for a map, and faults. 404 without a simulated district.',
        response: { 200: ref(simulatedDistrict) },
      },
      handler: async () => {
        const { lineTime, faults, scenario, ...district } = await simulationOf(parts).describe()
        return {
          ...district,
          lineTime: new Date(lineTime).toISOString(),
          faults: faults.map(faultOf),
          ...(scenario !== undefined && { scenario: playedOf(scenario) }),
        }
      },
    })

    app.get('/simulation/meters/:serial/customer-device', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: "What a simulated customer's device shows",
        description:
          'As it would be seen in the home of the meter: nothing of it passes the head-end. 404 where there is no such device.',
        params: frontParams,
        response: { 200: ref(simulatedCustomerDevice) },
      },
      handler: async request => {
        const { serial } = request.params
        const device = await simulationOf(parts).customerDevice(serial)
        if (device === null) throw new Problem('not-found', `no simulated device hears the meter ${serial}`)
        return customerDeviceOf(serial, device) as never
      },
    })

    app.put('/simulation/faults/:kind', {
      ...operator,
      schema: {
        tags,
        summary: 'Set a fault in the simulated district',
        description:
          'Doing it again with the same target changes its values. It ends at `until`, or after `for`, in the time of the meters; without both when it is ended. What is over when it has happened leaves no entry.',
        params: faultParams,
        body: ref(faultOrder),
        response: { 200: faultList },
      },
      handler: async request => {
        const simulation = simulationOf(parts)
        const { until, ...order } = request.body
        const refusal = await simulation.setFault({
          kind: request.params.kind,
          ...order,
          ...(until !== undefined && { until: Date.parse(until) }),
        })
        if (refusal !== undefined) throw invalidParameter(refusal.field, refusal.detail)
        return { items: (await simulation.describe()).faults.map(faultOf) }
      },
    })

    app.put('/simulation/scenario', {
      ...operator,
      schema: {
        tags,
        summary: 'Play a scenario in the simulated district',
        description:
          'Faults at their times, as a file of `ferraris district play` tells them. It takes the place of one that plays, whose faults are mended. A step that cannot be is refused with its path before anything happens.',
        body: ref(scenarioOrder),
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        const { name, scenario = name, speed } = request.body
        const refusal = await simulationOf(parts).play(scenario, speed)
        if (refusal !== undefined) throw invalidParameter(refusal.field, refusal.detail)
        return reply.code(204).send(null)
      },
    })

    app.delete('/simulation/scenario', {
      ...operator,
      schema: {
        tags,
        summary: 'End the scenario that plays',
        description: 'Mends what it has done. Ending none changes nothing.',
        response: { 204: nothing },
      },
      handler: async (_request, reply) => {
        await simulationOf(parts).stopPlaying()
        return reply.code(204).send(null)
      },
    })

    app.delete('/simulation/faults/:kind', {
      ...operator,
      schema: {
        tags,
        summary: 'End a fault',
        description: 'All of the kind without `target`. Ending one that is not there changes nothing.',
        params: faultParams,
        querystring: faultQuery,
        response: { 204: nothing },
      },
      handler: async (request, reply) => {
        await simulationOf(parts).clearFaults(request.params.kind, request.query.target)
        return reply.code(204).send(null)
      },
    })
  }
}

function faultOf({ since, until, ...fault }: SimulatedFault) {
  return {
    ...fault,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
  }
}
