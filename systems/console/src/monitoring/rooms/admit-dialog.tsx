import { useQuery } from '@tanstack/react-query'
import { answerOf } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { platform } from '../api/client.ts'
import { offersQuery, provincesQuery } from '../api/queries.ts'
import { FormDialog } from '../form-dialog.tsx'

const dwellings = ['flat', 'house', 'shop', 'other'] as const
const appliances = [
  'induction-hob',
  'heat-pump',
  'air-conditioner',
  'ev-charger',
  'photovoltaic-inverter',
  'battery',
  'led-lighting',
  'power-line-adapter',
  'washing-machine',
] as const

/** Hands a device in: what it is, the point of delivery that it hears, and what the household is like. */
export function AdmitDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const offers = useQuery(offersQuery).data?.items ?? []
  const provinces = useQuery(provincesQuery).data?.items ?? []
  const open = provinces.filter(its => its.open).map(({ code, name }) => ({ key: code, name }))
  if (offers.length === 0 || open.length === 0) return null
  const admit = (values: Readonly<Record<string, string>>) => {
    const offer = offers[Number(values.offer)]
    if (offer === undefined) return Promise.reject(new Error(t('campaign.no-offer')))
    const { id = '', hardware = '', firmware = '', smitpAddress = '', systemTitle = '' } = values
    const { pod = '', endDevice = '', province = '', residents = '', appliances: named = '' } = values
    const dwelling = dwellings.find(key => key === values.dwelling)
    const owned = appliances.filter(key => named.split(/[\s,]+/).includes(key))
    return answerOf(
      platform.POST('/api/v1/devices', {
        body: {
          id,
          participant: offer.participant,
          maker: offer.maker,
          model: offer.model,
          hardware,
          firmware,
          smitpAddress: smitpAddress.toLowerCase(),
          systemTitle: systemTitle.toLowerCase(),
          survey: {
            ...(dwelling && { dwelling }),
            ...(residents !== '' && { residents: Number(residents) }),
            ...(owned.length > 0 && { appliances: owned }),
          },
          points: [{ meter: 'M1', pod: pod.trim(), province, ...(endDevice !== '' && { endDevice }) }],
        },
      }),
    )
  }
  return (
    <FormDialog
      title={t('campaign.admit')}
      onClose={onClose}
      onSend={admit}
      fields={[
        {
          name: 'offer',
          label: t('campaign.by.model'),
          options: offers.map(({ maker, model, devices, granted }, at) => ({
            key: String(at),
            name: `${maker} ${model} (${t('campaign.of', { some: devices, all: granted ?? 0 })})`,
          })),
        },
        { name: 'id', label: t('campaign.device') },
        { name: 'hardware', label: t('campaign.hardware') },
        { name: 'firmware', label: t('campaign.firmware') },
        { name: 'smitpAddress', label: t('campaign.smitp'), hint: t('campaign.digits', { count: 12 }) },
        { name: 'systemTitle', label: t('campaign.title'), hint: t('campaign.digits', { count: 16 }) },
        { name: 'pod', label: 'POD' },
        { name: 'endDevice', label: t('campaign.meter'), isOptional: true },
        { name: 'province', label: t('campaign.by.province'), options: open },
        {
          name: 'dwelling',
          label: t('campaign.dwelling'),
          options: dwellings.map(key => ({ key, name: t(`campaign.dwelling.${key}`) })),
        },
        { name: 'residents', label: t('campaign.residents'), type: 'number', isOptional: true },
        {
          name: 'appliances',
          label: t('campaign.appliances'),
          hint: appliances.join(', '),
          isOptional: true,
        },
      ]}
    />
  )
}
