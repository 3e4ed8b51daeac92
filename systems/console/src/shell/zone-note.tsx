import { formatZoneOffset, localZone } from '../i18n/format/instants.ts'
import { useLocaleTag } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { useSystemZone } from '../i18n/use-zone.ts'

/** Says whose times these are where this browser is in another zone than the head-end. */
export function ZoneNote() {
  const t = useText()
  const locale = useLocaleTag()
  const zone = useSystemZone()
  if (zone === localZone()) return null
  return (
    <p className="label border-t border-line px-6 py-1 max-tablet:px-4">
      {t('shell.zone', { zone, offset: formatZoneOffset(locale, zone, Date.now()), here: localZone() })}
    </p>
  )
}
