import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Problem, ref } from '@ferraris/service'
import { frontOf } from './front.ts'
import { frontParams, meterFront, pressOrder } from './front-schemas.ts'
import { type SimulationParts, simulationOf } from './parts.ts'

/** Looking at the front of a simulated meter, and pressing its buttons. Covers are opened as faults are set. */
export function frontRoutes(parts: SimulationParts): FastifyPluginAsyncTypebox {
  const lookAt = async (serial: string) => {
    const front = await simulationOf(parts).display(serial)
    if (front === null) throw new Problem('not-found', `no simulated meter is called ${serial}`)
    return frontOf(serial, front)
  }
  return async app => {
    const tags = ['simulation']

    app.get('/simulation/meters/:serial/front', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The front of a simulated meter',
        description:
          'What its display, its lights and its covers show now. 404 without a simulated district.',
        params: frontParams,
        response: { 200: ref(meterFront) },
      },
      handler: request => lookAt(request.params.serial),
    })

    app.post('/simulation/meters/:serial/front', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Press a button of a simulated meter',
        description: 'Answers what the front shows then. A button that has nothing to do changes nothing.',
        params: frontParams,
        body: ref(pressOrder),
        response: { 200: ref(meterFront) },
      },
      handler: async request => {
        const { serial } = request.params
        await simulationOf(parts).press(serial, request.body.button)
        return await lookAt(serial)
      },
    })
  }
}
