// Streamlit's own English words, in Chinese, wherever a person sees or hears them.
import "./reader.js";

const WORDS = {
  "Send message": "发送",
  "Stop script": "停止",
  "Stop": "停止",
  "Running...": "正在运行",
  "RUNNING...": "正在运行",
  "Connecting": "正在连接",
  "CONNECTING": "正在连接",
  "Please wait...": "请稍候……",
  "Connection error": "连接中断",
  "Connection timed out.": "连接超时。",
  "Close": "关闭",
  "Main menu": "菜单",
  "Theme": "外观",
  "System": "跟随系统",
  "Light": "浅色",
  "Dark": "深色",
  "Print": "打印",
  "Rerun": "刷新",
  "Copy": "复制",
  "Notifications": "通知",
  "Skip to main content": "跳到正文",
  "Sidebar": "侧栏",
  "Expand sidebar": "展开侧栏",
  "Collapse sidebar": "收起侧栏",
  "App pages": "页面",
  "Fullscreen": "全屏",
  "Close fullscreen": "退出全屏",
  "Upload": "选择文件",
  "Add files": "再加文件",
  "Drag and drop a file here": "把文件拖到这里",
  "Drag and drop files here": "把文件拖到这里",
  "Previous page": "上一页",
  "Next page": "下一页",
  "Clear value": "清空",
  "Show password": "显示密码",
  "Hide password": "隐藏密码",
  "Open": "展开",
  "No results": "没有符合的",
  "Choose an option": "请选择",
  "Increment": "加一",
  "Decrement": "减一",
  "Number is above the allowed range.": "数太大了。",
  "Number is below the allowed range.": "数太小了。",
  "Press Enter to submit form": "按回车提交",
  "Press Ctrl+Enter to submit form": "按Ctrl+回车提交",
  "Press ⌘+Enter to submit form": "按⌘+回车提交",
  "Press Enter to apply": "按回车确定",
  "Press Ctrl+Enter to apply": "按Ctrl+回车确定",
  "Press ⌘+Enter to apply": "按⌘+回车确定",
  "Show/hide columns": "显示或隐藏列",
  "Select all": "全选",
  "Download as CSV": "下载CSV",
  "Search": "查找",
  "Type to search": "输入要找的字",
  "Clear selection": "取消选择",
  "Close Search": "关闭查找",
  "Next Result": "下一处",
  "Previous Result": "上一处",
  "Dataframe column menu": "列的菜单",
  "Copy column name": "复制列名",
  "Sort ascending": "从小到大排",
  "Sort descending": "从大到小排",
  "Autosize": "自动列宽",
  "Pin column": "固定这一列",
  "Unpin column": "不再固定这一列",
  "Hide column": "隐藏这一列",
  "Statistics": "统计",
  "empty": "没有内容",
  "Show data": "看数据",
  "Show chart": "看图",
  "Download as PNG": "下载图片",
  "Copy Vega-Lite spec": "复制图的描述",
  "Vega visualization": "图",
};
// Sentences of which only the beginning is always the same.
const OPENINGS = [
  ["Is Streamlit still running?", "服务已停止：请重新启动，页面会自动接上。"],
  ["Streamlit server is not responding.", "服务没有回应：请确认服务在运行、网络通畅，页面会自动接上。"],
  ["Cannot connect to Streamlit", "连不上服务：请用启动时显示的地址打开。"],
  ["streamlit run", "liaocheng serve"],
];
// Sentences with something of their own inside.
const FRAMES = [
  [/^(\d+ ?[KMG]B) per file(?: • (.+))?$/, (_, size, kinds) => `每个不超过${size}${kinds ? `　${kinds}` : ""}`],
  [/^file upload.*$/i, () => "选择文件"],
  [/^Remove (.+)$/, (_, name) => `去掉 ${name}`],
  [/^(\d+) options? available\.?$/, (_, count) => `有${count}项可选`],
];
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

function inFrame(words) {
  const frame = FRAMES.find(([pattern]) => pattern.test(words));
  return frame && words.replace(...frame);
}

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const words = node.data.trim();
    const chinese = WORDS[words] ?? OPENINGS.find(([opening]) => words.startsWith(opening))?.[1] ?? inFrame(words);
    if (chinese) node.data = chinese;
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    for (const name of ATTRIBUTES) {
      const words = node.getAttribute(name)?.trim();
      const word = words && (WORDS[words] ?? inFrame(words));
      if (word) node.setAttribute(name, word);
    }
    node.childNodes.forEach(translate);
  }
}

new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(translate);
    else translate(change.target);
  }
}).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
translate(document.documentElement);
