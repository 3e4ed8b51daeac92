import type { NounValue } from '@ferraris/cim'
import { Refusal } from '../../inbox/handling.ts'

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]
type Pricing = NonNullable<Control['PanPricing']>
type Price = NonNullable<Pricing['PanPricingDetails']>[number]

/** What a control wants shown at a meter: a text, or prices; undefined for other controls. */
export function messageIn({
  PanDisplay: display,
  PanPricing: pricing,
}: Pick<Control, 'PanDisplay' | 'PanPricing'>) {
  return display ?? pricing
}

/** Text and duration of what is to be shown, as the order of a message has them. Throws Refusal. */
export function shownBy(control: Control): Readonly<Record<string, unknown>> {
  const message = messageIn(control)
  if (message === undefined) return {}
  const text =
    control.PanDisplay === undefined ? textOfPrices(message as Pricing) : control.PanDisplay.textMessage
  return { ...(text !== undefined && { text }), ...secondsOf(message) }
}

/** Characters that the display of a meter has room for. */
const longestText = 160
const path = 'EndDeviceControl.PanPricing.PanPricingDetails'

/** Prices in a line, each with its tier: meters of our kind have a display and no table of prices. */
function textOfPrices({ PanPricingDetails: details = [] }: Pricing): string {
  if (details.length === 0) throw new Refusal('value-missing', 'there is no price', { path })
  const text = details.map(textOfPrice).join('; ')
  if (text.length <= longestText) return text
  throw new Refusal('value-unusable', `"${text.slice(0, 40)}…" is longer than ${longestText} characters`, {
    path,
  })
}

function textOfPrice(details: Price): string {
  const { price, generationPrice, unitOfMeasure: unit = 'kWh' } = details
  const amounts = [
    ...(price === undefined ? [] : [`${price}/${unit}`]),
    ...(generationPrice === undefined ? [] : [`+${generationPrice}/${unit}`]),
  ]
  if (amounts.length === 0)
    throw new Refusal('value-missing', 'a price has neither price nor generationPrice', { path })
  const { rateLabel: rate, priceTierLabel: label, priceTier: tier } = details
  const name = [rate, label ?? (tier === undefined ? undefined : `T${tier}`)]
    .filter(word => word !== undefined)
    .join(' ')
  return `${name === '' ? '' : `${name} `}${amounts.join(' ')}`
}

const secondsPerMinute = 60

/** The standard counts in minutes; 0 shows it until another message comes. */
function secondsOf({
  duration,
  durationIndefinite,
}: {
  readonly duration?: string | undefined
  readonly durationIndefinite?: boolean | undefined
}): { readonly seconds?: number } {
  if (durationIndefinite === true) return { seconds: 0 }
  return duration === undefined ? {} : { seconds: Math.round(Number(duration) * secondsPerMinute) }
}
