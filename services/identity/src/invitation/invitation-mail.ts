import type { InvitationEntity } from './invitation.entity'

export type InvitationFacts = Pick<
  InvitationEntity,
  'name' | 'email' | 'enterpriseName' | 'teamName' | 'permissionGroupName' | 'inviterName'
>
export type MailContent = { subject: string; text: string; html: string }

/** The invitation in Chinese and English: whoever gets it may read either, and nobody has chosen a language yet. */
export function invitationMail(facts: InvitationFacts, link: string, validHours: number): MailContent {
  return {
    subject: `${facts.inviterName} 邀请你加入「${facts.enterpriseName}」· Invitation to ${facts.enterpriseName}`,
    text: textOf(facts, link, validHours),
    html: htmlOf(facts, link, validHours),
  }
}

function textOf(f: InvitationFacts, link: string, hours: number): string {
  return [
    `${f.name}，你好：`,
    '',
    `${f.inviterName} 邀请你在秒回加入企业「${f.enterpriseName}」。`,
    ...(f.teamName ? [`小组：${f.teamName}`] : []),
    `权限组：${f.permissionGroupName}`,
    '',
    `点击链接，设置密码后即可进入（${hours} 小时内有效，仅可使用一次）：`,
    link,
    '',
    '如果你不认识邀请人，请忽略这封邮件。',
    '',
    '----------------------------------------',
    '',
    `Hello ${f.name},`,
    '',
    `${f.inviterName} invites you to join ${f.enterpriseName} on Miaohui.`,
    ...(f.teamName ? [`Team: ${f.teamName}`] : []),
    `Permission group: ${f.permissionGroupName}`,
    '',
    `Open the link above and set a password. It is valid for ${hours} hours and works once.`,
    'If you do not know who invited you, ignore this mail.',
    '',
  ].join('\n')
}

const FONT = `font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans SC','Segoe UI',Helvetica,Arial,sans-serif`
const CELL = `padding:6px 0;font-size:14px;line-height:22px`

// Mail programs know tables and inline styles; colours are the console's ink-teal.
function htmlOf(facts: InvitationFacts, href: string, hours: number): string {
  const f = {
    name: escapeHtml(facts.name),
    email: escapeHtml(facts.email),
    enterpriseName: escapeHtml(facts.enterpriseName),
    teamName: escapeHtml(facts.teamName ?? ''),
    permissionGroupName: escapeHtml(facts.permissionGroupName),
    inviterName: escapeHtml(facts.inviterName),
  }
  const link = escapeHtml(href)
  const rows = [
    ['企业 · Enterprise', f.enterpriseName],
    ...(f.teamName ? [['小组 · Team', f.teamName]] : []),
    ['权限组 · Permission group', f.permissionGroupName],
    ['登录邮箱 · Sign-in e-mail', f.email],
  ]
  const table = rows
    .map(
      ([name, value]) =>
        `<tr><td style="${CELL};color:#566467;width:40%;padding-right:12px;vertical-align:top">${name}</td><td style="${CELL};color:#142022;vertical-align:top;word-break:break-word;overflow-wrap:anywhere">${value}</td></tr>`,
    )
    .join('')
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light"><title>秒回</title></head>
<body style="margin:0;background:#F3F6F6">
<div style="display:none;max-height:0;overflow:hidden">${f.inviterName} 邀请你加入「${f.enterpriseName}」，${hours} 小时内有效。</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#F3F6F6;padding:32px 12px"><tr><td align="center">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#FFFFFF;border:1px solid #DCE3E4;border-radius:12px;${FONT}">
<tr><td style="padding:24px 32px 0"><span style="display:inline-block;background:#0A6C74;color:#FFFFFF;font-size:15px;font-weight:600;line-height:28px;padding:0 12px;border-radius:8px;letter-spacing:2px">秒回</span></td></tr>
<tr><td style="padding:20px 32px 0">
<h1 style="margin:0;font-size:22px;line-height:32px;font-weight:600;color:#142022">${f.name}，加入「${f.enterpriseName}」</h1>
<p style="margin:8px 0 0;font-size:15px;line-height:24px;color:#3F4D50">${f.inviterName} 邀请你在秒回一起工作。设置密码后即可进入。</p>
<p style="margin:4px 0 0;font-size:14px;line-height:22px;color:#566467" lang="en">${f.inviterName} invites you to join ${f.enterpriseName} on Miaohui. Set a password and you are in.</p>
</td></tr>
<tr><td style="padding:16px 32px 0"><table role="presentation" cellpadding="0" cellspacing="0" style="width:100%;border-top:1px solid #EDF2F2;border-bottom:1px solid #EDF2F2">${table}</table></td></tr>
<tr><td style="padding:24px 32px 0"><a href="${link}" style="display:inline-block;background:#0A6C74;color:#FFFFFF;text-decoration:none;font-size:16px;font-weight:600;line-height:24px;padding:12px 28px;border-radius:8px">接受邀请 · Accept invitation</a></td></tr>
<tr><td style="padding:16px 32px 28px;font-size:13px;line-height:20px;color:#566467">
链接 ${hours} 小时内有效，仅可使用一次。如果按钮打不开，请复制到浏览器：<br><span lang="en">The link is valid for ${hours} hours and works once. If the button does not work, copy it into your browser:</span><br>
<a href="${link}" style="color:#0A636B;word-break:break-all">${link}</a>
<p style="margin:16px 0 0;color:#566467">如果你不认识邀请人，请忽略这封邮件。<span lang="en">If you do not know who invited you, ignore this mail.</span></p>
</td></tr></table></td></tr></table></body></html>
`
}

const ENTITY: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITY[sign] ?? sign)
}
