for engine in AdminConfig.list("SIBMessagingEngine").splitlines():
    if AdminConfig.showAttribute(engine, "name") == "@ENGINE@":
        AdminConfig.modify(engine, [["initialState", "STOPPED"]])
AdminConfig.save()
for bean in AdminControl.queryNames("type=SIBMessagingEngine,*").splitlines():
    if bean.find("name=@ENGINE@,") >= 0:
        AdminControl.invoke(bean, "stop")
