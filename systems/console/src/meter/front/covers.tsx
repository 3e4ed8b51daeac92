import { type AlarmName, alarmText } from '@ferraris/metering'
import type { MeterFront } from '../../api/resources.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { Mark } from '../../kit/mark.tsx'
import { Section } from '../../kit/page/section.tsx'

export type Cover = keyof MeterFront['covers']

interface CoversProps {
  readonly front: MeterFront
  /** Opens one that is closed, closes one that is open; undefined without the role. */
  readonly onMove: ((cover: Cover, isOpen: boolean) => void) | undefined
}

/** The covers with what opens and closes them, and the errors that hold. */
export function Covers({ front: { covers, errors }, onMove }: CoversProps) {
  const t = useText()
  const language = useLanguage()
  return (
    <Section title={t('front.covers')}>
      <ul className="flex flex-col gap-2">
        {(['meter', 'terminal'] as const).map(cover => {
          const isOpen = covers[cover] === 'open'
          return (
            <li key={cover} className="flex items-center gap-2.5">
              <Mark shape={isOpen ? 'critical' : 'normal'} />
              <span className="min-w-0 flex-1">
                {t(`front.cover.${cover}`)} <span className="text-ink-2">{t(`front.${covers[cover]}`)}</span>
              </span>
              {onMove && (
                <Button
                  aria-label={t(isOpen ? 'front.close-of' : 'front.open-of', {
                    cover: t(`front.cover.${cover}`),
                  })}
                  onPress={() => onMove(cover, isOpen)}
                >
                  {t(isOpen ? 'front.close' : 'front.open-it')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {errors.length > 0 && (
        <>
          <h3 className="label mt-4 mb-1">{t('front.errors')}</h3>
          <ul className="flex flex-col gap-1">
            {errors.map(error => (
              <li key={error} className="flex items-center gap-2.5">
                <Mark shape="major" />
                {alarmText(error as AlarmName, language)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}
