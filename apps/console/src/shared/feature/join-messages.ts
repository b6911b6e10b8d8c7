import type { FeatureModule, Messages } from './feature-module'

type Source = FeatureModule['messages']

async function join(loads: Promise<{ default: Messages }>[]): Promise<{ default: Messages }> {
  const loaded = await Promise.all(loads)
  return { default: Object.assign({}, ...loaded.map((each) => each.default)) as Messages }
}

/** Texts of a feature together with those of shared parts that it shows; each has a top-level key of its own. */
export function joinMessages(...sources: Source[]): Source {
  return {
    'zh-CN': () => join(sources.map((source) => source['zh-CN']())),
    en: () => join(sources.map((source) => source.en())),
  }
}
