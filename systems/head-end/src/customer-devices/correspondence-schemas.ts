import { instant, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'

const tariff = Type.Integer({ minimum: 1, maximum: 6 })

export const textRequest = resource(
  'CustomerTextRequest',
  {
    from: Type.Enum(['supplier', 'distributor']),
    text: Type.String({ minLength: 1, maxLength: 500 }),
    until: Type.Optional(instant('Shown until then.')),
  },
  'A text for a customer, shown by the device, which tells when it was received and read.',
)
export type TextRequest = Static<typeof textRequest>

export const pricesRequest = resource(
  'CustomerPricesRequest',
  {
    currency: Type.String({ pattern: '^[A-Z]{3}$', examples: ['EUR'] }),
    validFrom: instant('Those before hold until then.'),
    prices: Type.Array(
      Type.Object({
        tariff,
        name: Type.String({ minLength: 1, maxLength: 40 }),
        price: Type.Integer({
          minimum: -1_000_000_000,
          maximum: 1_000_000_000,
          description: 'Hundred-thousandths of the currency a kWh.',
        }),
      }),
      { minItems: 1, maxItems: 6 },
    ),
    changes: Type.Optional(
      Type.Array(Type.Object({ at: instant('When the tariff changes.'), tariff }), {
        maxItems: 400,
        description: 'In order of time, as far as it is known.',
      }),
    ),
  },
  'Prices that hold from an instant on: the device shows old, new, and from when.',
)
export type PricesRequest = Static<typeof pricesRequest>

export const customerText = resource(
  'CustomerText',
  {
    id: Type.String(),
    device: Type.String(),
    kind: Type.Enum(['message', 'prices']),
    summary: Type.String({ description: 'The text, or the prices, for people.' }),
    validFrom: nullableInstant('Since when prices hold.'),
    createdAt: instant('When it was ordered.'),
    createdBy: Type.String(),
    publishedAt: nullableInstant('When the broker had it.'),
    receivedAt: nullableInstant('When the device had it.'),
    readAt: nullableInstant('When a person said that it is read.'),
  },
  'What was told to a device by MQTT.',
)
export type CustomerText = Static<typeof customerText>

export const textQuery = query(pageQuery)
export const correspondenceResources = [textRequest, pricesRequest, customerText]
