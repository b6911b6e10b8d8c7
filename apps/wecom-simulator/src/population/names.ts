import type { Random } from '../random/random'

const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘蔡蒋余于杜叶程魏苏吕丁任沈姚卢']
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰宁欣怡子涵雨轩梓晨思远嘉琪佳慧雪晓峰志鹏浩然诗语一诺可馨俊熙若彤',
]
const CHILD = [
  '小宝',
  '乐乐',
  '糖糖',
  '豆豆',
  '朵朵',
  '悠悠',
  '果果',
  '安安',
  '牛牛',
  '妞妞',
  '壮壮',
  '可可',
  '一一',
  '米粒',
  '七七',
  '阳阳',
]
const NICKNAMES = [
  '阳光总在风雨后',
  '岁月静好',
  '平凡的一天',
  '向日葵',
  '一米阳光',
  '小幸运',
  '山河故人',
  '随遇而安',
  '半夏微凉',
  '努力的小蜗牛',
  '柠檬不酸',
  '清风徐来',
  '暖暖',
  '不忘初心',
  '海阔天空',
  '静待花开',
  '云淡风轻',
  '早起的鸟儿',
  '橘子汽水',
  '知足常乐',
]
const CITIES: readonly (readonly [province: string, city: string])[] = [
  ['北京', '海淀'],
  ['北京', '朝阳'],
  ['上海', '浦东新区'],
  ['上海', '徐汇'],
  ['浙江', '杭州'],
  ['浙江', '宁波'],
  ['江苏', '南京'],
  ['江苏', '苏州'],
  ['广东', '广州'],
  ['广东', '深圳'],
  ['四川', '成都'],
  ['湖北', '武汉'],
  ['陕西', '西安'],
  ['山东', '青岛'],
]
const COMPANIES = ['晨光教育', '启明星科技', '蓝海咨询', '博学书店', '云帆软件', '思齐文化', '远航国际旅行社', '禾苗少儿艺术']
const GRADES = ['一年级', '二年级', '三年级', '四年级', '五年级', '六年级', '初一', '初二', '初三', '高一']
const COURSES = ['数学思维', '英语口语', '编程启蒙', '大语文', '书法', '美术', '物理冲刺', '钢琴陪练']

export function realName(random: Random): string {
  const given = random.pick(GIVEN) + (random.chance(0.65) ? random.pick(GIVEN) : '')
  return random.pick(SURNAMES) + given
}

/** What people call themselves in WeChat: seldom their real name. */
export function nickname(random: Random): string {
  const draw = random.next()
  if (draw < 0.34) return realName(random)
  if (draw < 0.6) return `${random.pick(CHILD)}${random.pick(['妈妈', '爸爸', '妈', '家长'])}`
  if (draw < 0.85) return random.pick(NICKNAMES)
  if (draw < 0.93) return `A${random.pick(['', '-', ' '])}${random.pick(SURNAMES)}老师`
  return (
    random.pick(['Amy', 'Leo', 'Coco', 'Jason', 'Momo', 'Kevin', 'Vivian', 'Eric']) +
    random.pick(['', ' Wang', ' Chen', '～', '', '_'])
  )
}

export const remark = (random: Random, name: string): string =>
  random.chance(0.5) ? `${random.pick(GRADES)}-${name}` : `${random.pick(COURSES)} ${name}`
export const city = (random: Random): readonly [province: string, city: string] => random.pick(CITIES)
export const company = (random: Random): string => random.pick(COMPANIES)

export function roomTopic(random: Random, n: number, external: boolean): string {
  if (!external) return random.pick(['教研组', '班主任周会', '招生部', '运营日报群', '全员通知群', '新人培训'])
  return `${random.pick(GRADES)}${random.pick(COURSES)}${random.pick(['体验营', '交流群', '打卡群', '家长群', '福利群'])}${String(n).padStart(2, '0')}`
}

export const CORP_TAG_GROUPS: readonly (readonly [group: string, tags: readonly string[]])[] = [
  ['客户等级', ['重要', '普通', '潜在', '待激活', '流失']],
  ['来源渠道', ['抖音', '视频号', '小红书', '转介绍', '地推']],
  ['年级', ['小学低段', '小学高段', '初中', '高中', '成人']],
  ['意向课程', ['数学思维', '英语口语', '编程启蒙', '大语文', '艺术']],
  ['跟进阶段', ['新加', '已约体验', '已体验', '谈单中', '已成交']],
  ['购买状态', ['未购', '体验课', '正价课', '续费', '退费']],
]
export const PERSONAL_TAGS = ['周末联系', '有二胎', '价格敏感', '爱聊天', '只看不回'] as const
