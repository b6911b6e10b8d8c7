import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { usePlace } from '@/shared/session/use-place'
import { formatDate, type DateStyle } from './dates'
import { formatBytes, formatNumber, formatPercent } from './numbers'

/** Dates in the enterprise's zone and numbers, both in the reader's language. */
export function useFormat() {
  const { locale } = useI18n()
  const { enterprise } = usePlace()
  const zone = computed(() => enterprise.value?.timeZone ?? null)
  const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

  return {
    zone,
    date: (instant: string | number | Date, style: DateStyle = 'instant') =>
      formatDate(instant, style, { locale: locale.value, zone: zone.value }),
    /** The same instant in the reader's own zone, or null where that is the enterprise's. */
    ownDate: (instant: string | number | Date) =>
      zone.value === null || zone.value === ownZone
        ? null
        : `${formatDate(instant, 'instant', { locale: locale.value, zone: ownZone })} (${ownZone})`,
    number: (value: number) => formatNumber(value, locale.value),
    percent: (value: number) => formatPercent(value, locale.value),
    bytes: (value: number) => formatBytes(value, locale.value),
  }
}
