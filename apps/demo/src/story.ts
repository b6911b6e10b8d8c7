/** Who and what the demo enterprise consists of. All names are made up. */
export const ENTERPRISE = '青禾学堂'
export const DOMAIN = 'qinghe.example'
export const BOSS = { name: '陈立群', mailbox: 'chenliqun' }

export type Member = { name: string; mailbox: string }
export type TeamPlan = { name: string; department: string; members: readonly Member[]; leads: string }

export const DEPARTMENTS = [
  { name: '招生中心', below: ['北京招生部', '华东招生部'] },
  { name: '教学服务中心', below: ['班主任部', '教务部'] },
] as const

/** The first of each team writes in its name. */
export const TEAMS: readonly TeamPlan[] = [
  {
    name: '北京招生一组',
    department: '北京招生部',
    leads: '招生',
    members: [
      { name: '王芳', mailbox: 'wangfang' },
      { name: '李建国', mailbox: 'lijianguo' },
      { name: '赵敏', mailbox: 'zhaomin' },
      { name: '孙浩', mailbox: 'sunhao' },
    ],
  },
  {
    name: '上海班主任组',
    department: '班主任部',
    leads: '班主任',
    members: [
      { name: '周晓燕', mailbox: 'zhouxiaoyan' },
      { name: '吴磊', mailbox: 'wulei' },
      { name: '郑洁', mailbox: 'zhengjie' },
      { name: '冯涛', mailbox: 'fengtao' },
    ],
  },
  {
    name: '复购增长组',
    department: '华东招生部',
    leads: '复购',
    members: [
      { name: '何静', mailbox: 'hejing' },
      { name: '许文博', mailbox: 'xuwenbo' },
      { name: '曹雪', mailbox: 'caoxue' },
      { name: '邓凯', mailbox: 'dengkai' },
    ],
  },
]

export const TAGS = [
  { name: '高意向', colour: 'red', share: 0.12 },
  { name: '已试听', colour: 'teal', share: 0.3 },
  { name: '已报名', colour: 'green', share: 0.18 },
  { name: '价格敏感', colour: 'amber', share: 0.15 },
  { name: '家长群', colour: 'blue', share: 0.25 },
] as const

export const MATERIALS = [
  { name: '秋季课程表.png', from: '#0f766e', to: '#5eead4' },
  { name: '体验课海报.png', from: '#1d4ed8', to: '#93c5fd' },
  { name: '学员作品精选.png', from: '#b45309', to: '#fcd34d' },
] as const

/** What customers say and what is answered; without an answer the customer waits. */
export const TALKS: readonly (readonly { customer: string; answer?: string }[])[] = [
  [
    { customer: '老师好，孩子三年级，基础一般，适合哪个班？', answer: '您好！建议先上一节体验课，老师会按孩子的情况推荐班型。' },
    { customer: '体验课在什么时候？', answer: '这周六上午十点和周日下午三点各有一场，您看哪个方便？' },
    { customer: '周六上午可以' },
  ],
  [
    { customer: '报名以后可以退吗', answer: '开课前全额退，开课后按剩余课时退，合同里写得很清楚。' },
    { customer: '好的，我和孩子爸爸商量一下', answer: '没问题，有任何问题随时找我。' },
  ],
  [
    { customer: '昨天的直播有回放吗？', answer: '有的，在学习中心的「我的课程」里，可以反复看。' },
    { customer: '看到了，谢谢老师' },
  ],
  [{ customer: '请问发票怎么开' }],
  [
    { customer: '孩子作业提交不上去', answer: '麻烦您截图给我看一下提示，我请技术老师处理。' },
    { customer: '显示网络异常，换了手机也一样' },
  ],
  [{ customer: '上次说的优惠还有吗', answer: '老学员续报优惠到月底，您这边可以直接享受。' }],
  [{ customer: '老师，今天的课几点开始？', answer: '晚上七点半，提前十分钟进教室就可以。' }, { customer: '收到' }],
  [{ customer: '想给老二也报一个，一起报能便宜吗？' }],
  [
    { customer: '课程表能再发一次吗', answer: '马上发您，稍等。' },
    { customer: '谢谢，这次的老师孩子特别喜欢', answer: '太好了，我转告老师！' },
  ],
  [{ customer: '你们在上海有线下校区吗', answer: '有的，徐汇和浦东各一个，我把地址发给您。' }],
]

export const GREETING = '{{昵称}}您好，我是青禾学堂的老师，很高兴认识您！孩子几年级啦？'
export const NOTICE = '{{昵称}}，今晚 19:30 的公开课《怎样陪孩子读书》马上开始，点开课程表就能找到入口。'
