import { type FormEvent, useState } from 'react'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { fieldInstant, fieldText } from '../../kit/form/field-time.ts'
import { TextField } from '../../kit/form/text-field.tsx'
import { Dialog } from '../../kit/sheet/dialog.tsx'
import { Failure } from '../../kit/states.tsx'
import { useSendPrices } from './customer-queries.ts'

interface PricesDialogProps {
  readonly device: string
  readonly timeZone: string
  readonly onClose: () => void
}

const bands = ['F1', 'F2', 'F3'] as const
/** Prices travel in hundred-thousandths of the currency. */
const scale = 100_000

/** Asks for the prices of the bands, and from when they hold. */
export function PricesDialog({ device, timeZone, onClose }: PricesDialogProps) {
  const t = useText()
  const send = useSendPrices(device)
  const [form, setForm] = useState(() => ({
    currency: 'EUR',
    validFrom: fieldText(new Date().toISOString(), timeZone),
    prices: { F1: '', F2: '', F3: '' },
  }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const validFrom = fieldInstant(form.validFrom, timeZone)
    if (validFrom === undefined) return
    const prices = bands.flatMap((name, i) => {
      const text = form.prices[name].replace(',', '.')
      return text === '' ? [] : [{ tariff: i + 1, name, price: Math.round(Number(text) * scale) }]
    })
    send.mutate({ currency: form.currency, validFrom, prices }, { onSuccess: onClose })
  }
  return (
    <Dialog title={t('customer-device.tell-prices.title', { device })} isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid grid-cols-3 gap-3">
          {bands.map((name, i) => (
            <TextField
              key={name}
              label={t('customer-device.price-of', { name, currency: form.currency })}
              isRequired={i === 0}
              inputMode="decimal"
              pattern="-?[0-9]{1,4}([.,][0-9]{1,5})?"
              value={form.prices[name]}
              onChange={text => setForm({ ...form, prices: { ...form.prices, [name]: text.trim() } })}
            />
          ))}
        </div>
        <div className="grid gap-3 tablet:grid-cols-[1fr_2fr]">
          <TextField
            label={t('customer-device.currency')}
            isRequired
            pattern="[A-Z]{3}"
            value={form.currency}
            onChange={text => setForm({ ...form, currency: text.trim().toUpperCase() })}
          />
          <TextField
            label={t('customer-device.valid-from')}
            type="datetime-local"
            isRequired
            value={form.validFrom}
            onChange={validFrom => setForm({ ...form, validFrom })}
          />
        </div>
        {send.error && <Failure what={t('customer-device.not-done')} error={send.error} />}
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" isDisabled={send.isPending}>
            {t('customer-device.tell.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
