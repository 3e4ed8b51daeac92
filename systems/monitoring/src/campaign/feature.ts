import type { Feature } from '@ferraris/service'
import { ref } from '@ferraris/service'
import type { Parts } from '../parts.ts'
import { listProvinces, saveCampaign, saveProvinces, showCampaign } from './queries.ts'
import { campaign, campaignResources, campaignSettings, provinceChange, provinceList } from './schemas.ts'

/** The campaign itself, and where it takes place. */
export const campaignFeature: Feature<Parts> = {
  name: 'campaign',
  migrations: new URL('./migrations/', import.meta.url),
  resources: campaignResources,
  audited: {
    'PUT /campaign': { action: 'campaign.changed', recorded: ['name', 'starts', 'ends', 'target'] },
    'PUT /provinces': { action: 'provinces.changed' },
  },
  routes: ({ db, now }) => {
    const tags = ['campaign']
    return async app => {
      app.get('/campaign', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'The campaign', response: { 200: ref(campaign) } },
        handler: () => showCampaign({ db, now }),
      })

      app.put('/campaign', {
        config: { access: 'administrator' },
        schema: {
          tags,
          summary: 'Describe the campaign',
          body: ref(campaignSettings),
          response: { 200: ref(campaign) },
        },
        handler: async request => {
          await saveCampaign(db, request.body)
          return showCampaign({ db, now })
        },
      })

      app.get('/provinces', {
        config: { access: 'signed-in' },
        schema: { tags, summary: 'Where meters are', response: { 200: provinceList } },
        handler: async () => ({ items: await listProvinces(db) }),
      })

      app.put('/provinces', {
        config: { access: 'operator' },
        schema: {
          tags,
          summary: 'Add or change provinces',
          description: 'Those that are not named stay as they are.',
          body: ref(provinceChange),
          response: { 200: provinceList },
        },
        handler: async request => {
          await saveProvinces(db, request.body)
          return { items: await listProvinces(db) }
        },
      })
    }
  },
}
