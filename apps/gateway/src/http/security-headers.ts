type Headers = Readonly<Record<string, string>>

/** Headers of the security page §2.4.13. HSTS only where people come over https: over http it would lock them out of the next visit. */
export function apiHeaders(publicUrl: string): Headers {
  return {
    ...common(publicUrl),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cache-control': 'no-store',
  }
}

/** The console: nothing from anywhere else, so that it also runs where there is no internet. */
export function consoleHeaders(publicUrl: string): Headers {
  const socket = new URL(publicUrl).origin.replace(/^http/, 'ws')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Element Plus positions its poppers with style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${socket}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ]
  return { ...common(publicUrl), 'content-security-policy': policy.join('; ') }
}

function common(publicUrl: string): Headers {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  }
}
