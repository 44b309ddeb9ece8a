for bean in AdminControl.queryNames("type=SIBMessagingEngine,*").splitlines():
    if bean.find("name=@ENGINE@,") >= 0:
        AdminControl.invoke(bean, "start", ["Flush"])
        print(AdminControl.invoke(bean, "state"))
