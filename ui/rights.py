"""Who may see what, on the page 资料库: the groups of a source, and the accounts of those who sign in."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st

from rag import Assistant, holdings
from rag.users import Users

EVERYONE, ADMINS = "所有人", "只有管理员"
SCOPES = {"只查": "read", "能收录、修正、移除": "write", "管理员": "admin"}

Try = Callable[[Callable[[], object]], bool]
Tell = Callable[..., None]


def said(groups: Collection[str] | None) -> str:
    """The groups that may see a source, in words."""
    return ("、".join(groups).strip() or ADMINS) if groups else EVERYONE


def readers(library: Assistant, name: str, attempt: Try, tell: Tell) -> None:
    """The groups of one source, to be changed."""
    groups = next((one.groups for one, _ in library.sources() if one.name == name), None)
    with st.expander(f"可见范围：{said(groups)}"), st.form("readers", border=False):
        line = st.text_input("对哪些组可见（几个组用、分开，空着就是所有人）", value="、".join(groups or ()).strip())
        if st.form_submit_button("设为可见范围"):
            if attempt(lambda: holdings.regroup(library, [name], holdings.groups_of(line))):
                tell(f"已设好：{name} 对{said(holdings.groups_of(line))}可见。")
            st.rerun()


def accounts(library: Assistant, attempt: Try, tell: Tell) -> None:
    """The accounts in a table, to be added, changed and removed."""
    users = Users(library.settings.data)
    known = users.all()
    st.subheader("账号", anchor=False)
    st.caption("在本机以外提供网页时要登录。对所有人开放的报纸人人可查，别的要在同一组里；管理员都能查。")
    if known:
        words = {scope: word for word, scope in SCOPES.items()}
        columns = {
            "用户名": [user.name for user in known],
            "权限": [words[user.scope] for user in known],
            "组": ["、".join(user.groups) for user in known],
        }
        st.dataframe(columns, hide_index=True, height=min(320, 40 + 35 * len(known)))
    with st.expander("新建账号，或改密码、权限、组"), st.form("account", border=False, clear_on_submit=True):
        name, password = st.text_input("用户名"), st.text_input("密码（至少8个字符）", type="password")
        scope, line = st.selectbox("权限", list(SCOPES)), st.text_input("所在的组（几个组用、分开，可空着）")
        if st.form_submit_button("保存账号"):
            if attempt(lambda: users.add(name.strip(), password, SCOPES[scope or "只查"], holdings.groups_of(line))):
                tell(f"已保存账号 {name.strip()}。")
            st.rerun()
    if known:
        _gone(users, attempt, tell)


def _gone(users: Users, attempt: Try, tell: Tell) -> None:
    with st.expander("移除账号"):
        name = st.selectbox("移除哪个账号", [user.name for user in users.all()], index=None, placeholder="请选一个")
        if st.button("移除账号", disabled=name is None) and name is not None:
            if attempt(lambda: users.remove(name)):
                tell(f"已移除账号 {name}。")
            st.rerun()
