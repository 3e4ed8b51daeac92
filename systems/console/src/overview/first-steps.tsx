import { useText } from '../i18n/use-text.ts'
import { Empty } from '../kit/states.tsx'

/** A head-end without meters: what to do about it. */
export function FirstSteps() {
  const t = useText()
  return (
    <Empty title={t('overview.no-meters')}>
      <p className="mb-3">{t('overview.no-meters.next')}</p>
      <pre className="overflow-x-auto rounded-panel bg-sunken p-4 font-mono text-label text-ink">
        npx ferraris district start --meters 200
      </pre>
    </Empty>
  )
}
