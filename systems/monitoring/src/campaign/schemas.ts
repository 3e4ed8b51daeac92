import { instant, localDate, nullableInstant, ref, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

const settings = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  timeZone: Type.String({ description: 'IANA zone of its local days.', examples: ['Europe/Rome'] }),
  starts: localDate('First day.'),
  ends: localDate('Last day.'),
  target: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Devices at most.' }),
  leastDays: Type.Integer({ minimum: 1, maximum: 3660, description: 'Days that each takes part at least.' }),
  leastMeters: Type.Integer({ minimum: 0, description: 'Meters that a province needs to take part.' }),
  mostVisits: Type.Integer({ minimum: 0, maximum: 100_000, description: 'Visits on site at most.' }),
  noticeDays: Type.Integer({ minimum: 0, maximum: 365, description: 'Days of notice before a test.' }),
}

export const campaignSettings = resource('CampaignSettings', settings, 'What a campaign is.')

export const campaign = resource(
  'Campaign',
  {
    ...settings,
    today: localDate('Today in its zone.'),
    now: instant('By the clock of the platform.'),
    sharedAt: nullableInstant('When places were shared last.'),
    devices: Type.Integer({ description: 'That take part, or have.' }),
    visits: Type.Integer({ description: 'That were asked for and not cancelled.' }),
  },
  'The monitoring campaign.',
)
export type Campaign = Static<typeof campaign>

const place = {
  code: Type.String({ pattern: '^[A-Z]{2}$', description: 'Of two letters.', examples: ['MO'] }),
  name: Type.String({ minLength: 1, maxLength: 64 }),
  region: Type.String({ minLength: 1, maxLength: 64 }),
  meters: Type.Integer({ minimum: 0, description: 'Meters with Chain 2 that are installed there.' }),
}

const newProvince = resource('NewProvince', place, 'A province with its meters.')

export const province = resource(
  'Province',
  { ...place, open: Type.Boolean({ description: 'It has meters enough.' }), devices: Type.Integer() },
  'A province, and whether it takes part.',
)
export type Province = Static<typeof province>

export const provinceList = wholeList(province, 'All provinces.')
export const provinceChange = resource(
  'ProvinceChange',
  { items: Type.Array(ref(newProvince), { maxItems: 500 }) },
  'Provinces to add or to change.',
)

export const campaignResources = [campaignSettings, campaign, newProvince, province, provinceChange]
