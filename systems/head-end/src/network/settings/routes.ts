import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type QueryContext, ref, senderOf } from '@ferraris/service'
import type { OperatorSettings } from '@ferraris/uplink'
import type { Tables } from '../../tables.ts'
import { knownConcentrator } from '../concentrators/known.ts'
import { concentratorParams } from '../identifiers.ts'
import { concentratorSettings, settingsState } from './schemas.ts'
import { settingsOf, want } from './settings.ts'

export interface SettingsParts extends QueryContext<Tables> {
  /** Tells a concentrator what is wanted. */
  readonly network: { sendSettings(concentrator: string, settings: OperatorSettings): Promise<void> }
}

export function settingsRoutes({ db, now, network }: SettingsParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['network']

    app.get('/concentrators/:id/settings', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'Settings of a concentrator',
        params: concentratorParams,
        response: { 200: ref(settingsState) },
      },
      handler: async request => {
        const { id } = request.params
        await knownConcentrator(db, id)
        return settingsOf(db, id)
      },
    })

    app.patch('/concentrators/:id/settings', {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Change settings of a concentrator',
        description:
          'What is left out stays as it is. A concentrator that is away takes them when it is back, and keeps them over a restart.',
        params: concentratorParams,
        body: ref(concentratorSettings),
        response: { 200: ref(settingsState) },
      },
      handler: async request => {
        const { id } = request.params
        await knownConcentrator(db, id)
        await want(db, id, request.body, { by: senderOf(request).name, now: now() })
        const state = await settingsOf(db, id)
        await network.sendSettings(id, state.wanted)
        return state
      },
    })
  }
}
