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
};
// Sentences of which only the beginning is always the same.
const OPENINGS = [
  ["Is Streamlit still running?", "服务已停止：请重新启动，页面会自动接上。"],
  ["Streamlit server is not responding.", "服务没有回应：请确认服务在运行、网络通畅，页面会自动接上。"],
  ["Cannot connect to Streamlit", "连不上服务：请用启动时显示的地址打开。"],
  ["streamlit run", "liaocheng serve"],
];
const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const words = node.data.trim();
    const chinese = WORDS[words] ?? OPENINGS.find(([opening]) => words.startsWith(opening))?.[1];
    if (chinese) node.data = chinese;
  } else if (node.nodeType === Node.ELEMENT_NODE) {
    for (const name of ATTRIBUTES) {
      const word = WORDS[node.getAttribute(name)?.trim()];
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
