select p.topic || '-' || p.partition as key, p.* from ioc.partition p order by 1
